/** What all connections of a driver share, so that one of them that is idle holds next to nothing. */

import { DueQueue } from "../delivery/due-queue.js";
import { ClientIntake } from "../delivery/receiving/client-intake.js";
import type { Arrived } from "../delivery/receiving/intake.js";
import type { OutboxLimits } from "../delivery/sending/outbox.js";
import { Ticker } from "../delivery/sending/ticker.js";
import { type Address, addressOf, authorityOf } from "../endpoint.js";
import { SocketTally } from "../socket-tally.js";
import type { DriverOptions } from "../transport.js";
import type { WebSocketConfig } from "./config.js";

/** An event as a client has received it. */
export interface ReceivedEvent extends Arrived {
  /** In its room; 0: none. */
  readonly seq: number;
}

const READ_BUFFER_BYTES = 64 * 1024;
const HANDSHAKE_TIMEOUT_MS = 10_000;

export class ConnectionContext {
  readonly options: DriverOptions<WebSocketConfig>;
  /** Of the service, to connect to and as the Host header has it. */
  readonly address: Address;
  readonly authority: string;
  readonly acknowledged: boolean;
  readonly signed: boolean;
  readonly sockets = new SocketTally();
  /** All sockets read into this one buffer: a chunk is used up before the next read begins. */
  readonly readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  /** For the TCP connection and the answer to the upgrade together. */
  readonly handshakeTimeoutMs: number;
  /** Reconnects, further attempts, slow readers. */
  readonly waiting = new DueQueue();
  readonly intake: ClientIntake<ReceivedEvent>;
  readonly outboxLimits: OutboxLimits;
  readonly #ticker: Ticker | undefined;
  /** Which life of the service numbered the events, as it said last. */
  epoch = "";
  #draws = 0;

  /** `onTick` is called at every tick of the limits, at least once. */
  constructor(
    options: DriverOptions<WebSocketConfig>,
    onTick: () => void,
    handshakeTimeoutMs: number = HANDSHAKE_TIMEOUT_MS,
  ) {
    const { ackWindow, ackTimeoutSeconds, sessionSeconds, historySeconds, reconnect } = options.config;
    this.options = options;
    this.address = addressOf(options.endpoint);
    this.authority = authorityOf(options.endpoint);
    this.acknowledged = options.guarantee === "at-least-once";
    this.signed = options.config.signature !== "none";
    this.intake = new ClientIntake({
      driver: options,
      keepsOrder: true,
      signed: this.signed,
      patienceSeconds: historySeconds,
    });
    this.handshakeTimeoutMs = handshakeTimeoutMs;
    this.#ticker = this.acknowledged ? new Ticker(ackTimeoutSeconds, onTick) : undefined;
    this.outboxLimits = {
      windowEvents: ackWindow,
      ackTimeoutTicks: this.#ticker?.ticksIn(ackTimeoutSeconds) ?? 0,
      lifetimeTicks: this.#ticker?.ticksIn(sessionSeconds) ?? 0,
      backoff: reconnect,
      ticker: this.#ticker ?? { tick: 0 },
    };
  }

  /** A number for the jitter of this client's next wait: no two are alike. */
  draw(client: number): number {
    return client * 0x1_0000 + this.#draws++;
  }

  /** Every timer. */
  stop(): void {
    this.#ticker?.stop();
    this.waiting.clear();
    this.intake.stop();
  }
}
