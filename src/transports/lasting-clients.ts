/** The clients of a driver that have one lasting connection each. */
import { monotonicNs } from "../clock.js";
import { concurrently } from "./concurrently.js";
import { type LastingConnection, NotInTime } from "./lasting-connection.js";
import type { LastingContext } from "./lasting-context.js";

const CONNECTS_AT_ONCE = 64;
/** Before a round, until a client has its connection. */
const MOST_ATTEMPTS = 3;
/** How long close() waits for the service to close its side. */
const CLOSE_TIMEOUT_MS = 500;

export class LastingClients<Client extends LastingConnection<LastingContext>> {
  readonly #context: LastingContext;
  readonly #clients: ReadonlyMap<number, Client>;
  readonly #aliveTimer: NodeJS.Timeout;
  #closing = false;

  constructor(context: LastingContext, clients: readonly Client[], heartbeatSeconds: number) {
    this.#context = context;
    this.#clients = new Map(clients.map((one) => [one.client, one]));
    this.#aliveTimer = setInterval(
      () => {
        for (const client of this) client.checkAlive();
      },
      (heartbeatSeconds * 1000) / 2,
    );
  }

  /** One of those that this driver plays. */
  get(client: number): Client {
    return this.#clients.get(client)!;
  }

  [Symbol.iterator](): Iterator<Client> {
    return this.#clients.values();
  }

  /** By default all. When one cannot be opened, all are closed. */
  async open(clients: Iterable<number> = this.#clients.keys()): Promise<void> {
    try {
      await concurrently(CONNECTS_AT_ONCE, clients, async (client) => {
        if (this.#closing) throw new Error("the driver was closed while its clients were connecting");
        await this.#open(client);
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Tries again, as clients do, where one client's connection hangs while the service accepts those of others. */
  async #open(client: number): Promise<void> {
    const { accepted } = this.#context;
    const first = { sinceNs: monotonicNs() };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.get(client).open(first);
      } catch (error) {
        const hung = (error as Error).cause instanceof NotInTime && this.#context.accepted > accepted;
        if (!hung || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** To be called when other clients than before read slowly. */
  readingSpeedsChanged(): void {
    for (const client of this) if (this.#context.readingSpeed(client.client) === undefined) client.resumeReading();
  }

  drop(): void {
    for (const client of this) client.drop();
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#aliveTimer);
    this.#context.stop();
    const closed = Promise.all([...this].map((client) => client.close()));
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    await Promise.race([closed, timedOut]);
    clearTimeout(timer);
    await this.#context.sockets.destroyAll();
  }
}
