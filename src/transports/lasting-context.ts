/** What all lasting connections of a driver share, so that one of them that is idle holds next to nothing. */

import { TlsClient } from "../tls/client.js";
import type { Security } from "../tls/security.js";
import { type Dial, dialPlain } from "./client-socket.js";
import { DueQueue } from "./delivery/due-queue.js";
import type { Backoff } from "./delivery/sending/backoff.js";
import { type Address, addressesOf, authorityOf, hostOf } from "./endpoint.js";
import { dialSecure } from "./secure-client-socket.js";
import { SocketTally } from "./socket-tally.js";
import type { DriverOptions, Observer } from "./transport.js";

const ANSWER_TIMEOUT_MS = 10_000;

export abstract class LastingContext {
  /** Of the service's processes. */
  readonly #addresses: readonly Address[];
  /** Of the service, as the Host header has it. */
  readonly authority: string;
  readonly observer: Observer;
  /** How a client comes back. */
  readonly reconnect: Backoff;
  /** For how long the service may ask to be left alone: beyond this machine it is not disturbed before. */
  readonly mostAskedSeconds: number;
  /** For the TCP connection, the handshake of TLS, which has a limit of its own within this, and the service's answer. */
  readonly openTimeoutMs: number;
  readonly dial: Dial;
  readonly sockets = new SocketTally();
  /** Reconnects, further attempts, slow readers. */
  readonly waiting = new DueQueue();
  /** How many heartbeats of the service came. */
  heartbeats = 0;
  /** How many connections the service has accepted: while it grows, whoever waits in its queue has not waited in vain. */
  accepted = 0;
  #draws = 0;

  constructor(
    { endpoint, observer, tls }: Pick<DriverOptions<unknown>, "endpoint" | "observer" | "tls">,
    reconnect: Backoff,
    answerTimeoutMs = ANSWER_TIMEOUT_MS,
  ) {
    this.#addresses = addressesOf(endpoint);
    this.authority = authorityOf(endpoint);
    this.observer = observer;
    this.reconnect = reconnect;
    this.mostAskedSeconds = endpoint.remote === undefined ? reconnect.maxSeconds : Number.POSITIVE_INFINITY;
    this.openTimeoutMs = answerTimeoutMs + (tls?.handshakeSeconds ?? 0) * 1000;
    this.dial = tls === undefined ? dialPlain : secureDialTo(hostOf(endpoint), tls);
  }

  /** Bytes per second that this client reads at most; undefined: as many as come. */
  abstract readingSpeed(client: number): number | undefined;

  /** Where that client connects to: each time to the same process. */
  addressFor(client: number): Address {
    return this.#addresses[client % this.#addresses.length]!;
  }

  /** A number for the jitter of this client's next wait: no two are alike. */
  draw(client: number): number {
    return client * 0x1_0000 + this.#draws++;
  }

  /** Every timer. */
  stop(): void {
    this.waiting.clear();
  }
}

/** A service without a certificate of ours is the user's own: it speaks HTTP/1.1 and need not know ALPN. */
function secureDialTo(host: string, security: Security): Dial {
  const mayLackAlpn = security.identity === undefined;
  const tls = new TlsClient({ security, alpn: "http/1.1", host, mayLackAlpn, lean: true });
  return dialSecure(tls);
}
