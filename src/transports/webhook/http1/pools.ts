/** Deliveries over HTTP/1.1, as undici sends them: one pool of connections per subscriber. */
import type { Socket } from "node:net";
import { Pool } from "undici";
import { tlsFailure } from "../../../tls/failure.js";
import type { Security } from "../../../tls/security.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { SocketTally } from "../../socket-tally.js";
import type { Opening, SocketCounters } from "../../transport.js";
import type { WebhookConfig } from "../config.js";
import { type DeliveriesOwner, MAX_ANSWER_BYTES, type Posting, type Route } from "../dispatcher.js";
import { type Connects, connectsBy } from "./connector.js";
import { lostConnectionCodes, silentConnectionCodes, UndiciDelivery, type UndiciDeliveryOwner } from "./delivery.js";

interface PoolRoute extends Route<UndiciDelivery> {
  pools(): Pool[];
}

export class Pools implements Posting<UndiciDelivery>, UndiciDeliveryOwner {
  readonly #owner: DeliveriesOwner;
  readonly #config: WebhookConfig;
  readonly #tally = new SocketTally();
  readonly #connects: Connects;
  readonly #routes: PoolRoute[] = [];
  /** A connection that nobody was told of yet. */
  #opened: { client: number; opening: Opening } | undefined;

  constructor(owner: DeliveriesOwner, config: WebhookConfig, tls: Security | undefined) {
    this.#owner = owner;
    this.#config = config;
    this.#connects = connectsBy({ tally: this.#tally, timeoutMs: this.#timeoutMs, tls });
  }

  get #timeoutMs(): number {
    return Math.ceil(this.#config.timeoutSeconds * 1000);
  }

  /** For an attempt's whole answer, however it dribbles. */
  get answerMs(): number {
    return this.#config.timeoutSeconds * 1000;
  }

  newDelivery(recipient: number, index: number, body: Buffer): UndiciDelivery {
    return new UndiciDelivery(this, recipient, index, body);
  }

  newRoute(client: number, { origin, pathname, search }: URL): Route<UndiciDelivery> {
    const path = pathname + search;
    // Both are made when they are first needed: a pool takes some 20 KB, and a subscriber may never have an event.
    let pool: Pool | undefined;
    /** A connection for each request. */
    let freshPool: Pool | undefined;
    const route: PoolRoute = {
      post: (delivery, headers, fresh) => {
        delivery.reset(fresh);
        if (fresh) freshPool ??= this.#newPool(client, origin, false);
        else pool ??= this.#newPool(client, origin, this.#config.connection === "keep-alive");
        (fresh ? freshPool! : pool!).dispatch({ path, method: "POST", headers, body: delivery.body }, delivery);
      },
      head: async () => {
        pool ??= this.#newPool(client, origin, this.#config.connection === "keep-alive");
        const { statusCode, body } = await pool.request({ path, method: "HEAD", headers: ["user-agent", "pushbench"] });
        await body.dump();
        return statusCode;
      },
      pools: () => [pool, freshPool].filter((one) => one !== undefined),
    };
    this.#routes.push(route);
    return route;
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    await Promise.all(this.#routes.flatMap((route) => route.pools()).map((pool) => pool.destroy()));
    await this.#tally.destroyAll();
  }

  writing(delivery: UndiciDelivery): void {
    this.#tellOpened(delivery);
    this.#owner.writing(delivery);
  }

  succeeded(delivery: UndiciDelivery): void {
    this.#owner.succeeded(delivery);
  }

  failed(delivery: UndiciDelivery, failure: Failure): void {
    this.#owner.failed(delivery, failure);
  }

  #newPool(client: number, origin: string, reuseConnections: boolean): Pool {
    const config = this.#config;
    return new Pool(origin, {
      connect: this.#connects(client, (socket, opening) => this.#watch(socket, client, opening)),
      allowH2: false, // undici 8 would offer it
      connections: config.maxConnectionsPerPeer,
      // undici's way to say "no keep-alive": each request has a connection of its own.
      pipelining: reuseConnections ? 1 : 0,
      keepAliveTimeout: Math.ceil(config.senderIdleSeconds * 1000),
      headersTimeout: this.#timeoutMs,
      bodyTimeout: this.#timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  #watch(socket: Socket, client: number, opening: Opening): void {
    this.#tellOpened();
    this.#opened = { client, opening };
    // undici destroys its sockets with the reason why: its own (idle for long, answered with `close`, no answer in time) or the peer's.
    socket.on("close", () => {
      this.#tellOpened();
      const error = socket.errored as NodeJS.ErrnoException | null;
      const isLost = error !== null && isLoss(error);
      if (isLost) this.#owner.disconnected(client);
    });
  }

  /** undici opens a connection for a request, which it writes at once when it can. */
  #tellOpened(waiting?: UndiciDelivery): void {
    if (this.#opened === undefined) return;
    const { client, opening } = this.#opened;
    this.#opened = undefined;
    if (waiting?.recipient === client) opening.index = waiting.index;
    this.#owner.connected(client, opening);
  }
}

const isLoss = (error: NodeJS.ErrnoException): boolean =>
  lostConnectionCodes.has(error.code) ||
  silentConnectionCodes.has(error.code) ||
  tlsFailure(error, false) !== undefined;
