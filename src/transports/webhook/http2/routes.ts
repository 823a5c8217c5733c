/** Deliveries over HTTP/2: a session per subscriber, or one for each event. */
import type { OutgoingHttpHeaders } from "node:http2";
import { LOOPBACK } from "../../../loopback.js";
import { TlsClient } from "../../../tls/client.js";
import type { Security } from "../../../tls/security.js";
import { CoarseClock } from "../../delivery/sending/coarse-clock.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { addressOf } from "../../endpoint.js";
import { SocketTally } from "../../socket-tally.js";
import type { Opening, SocketCounters } from "../../transport.js";
import type { WebhookConfig } from "../config.js";
import { type DeliveriesOwner, type Delivery, MAX_ANSWER_BYTES, type Posting, type Route } from "../dispatcher.js";
import { isSuccess } from "../taken.js";
import { Origin, type OriginOwner } from "./origin.js";
import { Post } from "./post.js";
import type { Http2Settings } from "./settings.js";

class Http2Delivery extends Post implements Delivery {
  readonly recipient: number;

  constructor(recipient: number, index: number, body: Buffer) {
    super(index, {}, body); // headers come with each attempt
    this.recipient = recipient;
  }
}

export class Http2Routes implements Posting<Http2Delivery> {
  readonly #owner: DeliveriesOwner;
  readonly #config: WebhookConfig;
  readonly #maxStreams: number;
  readonly #tally = new SocketTally();
  readonly #tls: TlsClient;
  readonly #clock: CoarseClock;
  readonly #origins: Origin<Http2Delivery>[] = [];

  constructor(owner: DeliveriesOwner, config: WebhookConfig, { maxStreams }: Http2Settings, security: Security) {
    this.#owner = owner;
    this.#config = config;
    this.#maxStreams = maxStreams;
    this.#tls = new TlsClient({ security, alpn: "h2", host: LOOPBACK });
    const [timeoutMs, idleMs] = [config.timeoutSeconds * 1000, config.senderIdleSeconds * 1000];
    this.#clock = new CoarseClock(Math.min(timeoutMs, idleMs), (tickAgoMs) => {
      for (const origin of this.#origins) origin.expire(tickAgoMs - timeoutMs, tickAgoMs - idleMs);
    });
  }

  newDelivery(recipient: number, index: number, body: Buffer): Http2Delivery {
    return new Http2Delivery(recipient, index, body);
  }

  newRoute(client: number, { origin: url, host, pathname, search }: URL): Route<Http2Delivery> {
    const { connection, maxConnectionsPerPeer } = this.#config;
    const origin = new Origin<Http2Delivery>(new Subscriber(this.#owner, client), this.#clock, {
      origin: url,
      address: addressOf({ url }),
      localAddress: undefined,
      tls: this.#tls,
      client,
      tally: this.#tally,
      maxStreams: this.#maxStreams,
      maxSessions: connection === "new" ? maxConnectionsPerPeer : undefined,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    this.#origins.push(origin);
    const same = { ":method": "POST", ":scheme": "https", ":authority": host, ":path": pathname + search };
    return {
      post(delivery, headers) {
        delivery.renew(withFields(same, headers, delivery.body));
        origin.post(delivery);
      },
    };
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    this.#clock.stop();
    for (const origin of this.#origins) origin.close();
    await this.#tally.allClosed();
  }
}

function withFields(same: OutgoingHttpHeaders, fields: readonly string[], body: Buffer): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...same, "content-length": body.length };
  for (let i = 0; i < fields.length; i += 2) headers[fields[i]!.toLowerCase()] = fields[i + 1]!;
  return headers;
}

/** What becomes of what one of them is sent. */
class Subscriber implements OriginOwner<Http2Delivery> {
  readonly #owner: DeliveriesOwner;
  readonly #client: number;

  constructor(owner: DeliveriesOwner, client: number) {
    this.#owner = owner;
    this.#client = client;
  }

  opened(opening: Opening): void {
    this.#owner.connected(this.#client, opening);
  }

  lost(): void {
    this.#owner.disconnected(this.#client);
  }

  maySend(): boolean {
    return true;
  }

  written(delivery: Http2Delivery): void {
    this.#owner.writing(delivery);
  }

  answered(delivery: Http2Delivery, body: Buffer): void {
    const failure = isSuccess(delivery, body);
    if (failure === null) this.#owner.succeeded(delivery);
    else this.#owner.failed(delivery, failure);
  }

  failed(delivery: Http2Delivery, failure: Failure): void {
    this.#owner.failed(delivery, failure);
  }

  problem(reason: string): void {
    this.#owner.problem(reason);
  }
}
