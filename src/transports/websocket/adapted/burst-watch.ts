/**
 * When a ping goes out behind what was written (read-by-service.ts). It tells nothing about when the events were read, so it can
 * wait, and it costs the service, so it is rare: a client pings when all clients of the driver have been quiet for a moment,
 * as they are when a slice is over, and else every few seconds.
 */
const TICK_MS = 50;
/** Ticks without an event from any client. */
const QUIET_TICKS = 2;
const LONGEST_TICKS = 100;

interface Unsure {
  /** Sends a ping, unless one is under way. */
  ping(): void;
}

export class BurstWatch {
  /** Those with events of which it is not known that they were read. */
  readonly #unsure = new Set<Unsure>();
  readonly #timer: NodeJS.Timeout;
  #writes = 0;
  #writesAtTick = 0;
  #quietTicks = 0;
  #ticks = 0;

  constructor(tickMs = TICK_MS) {
    this.#timer = setInterval(() => this.tick(), tickMs);
  }

  wrote(client: Unsure): void {
    this.#writes++;
    this.#unsure.add(client);
  }

  isSure(client: Unsure): void {
    this.#unsure.delete(client);
  }

  tick(): void {
    this.#ticks++;
    this.#quietTicks = this.#writes === this.#writesAtTick ? this.#quietTicks + 1 : 0;
    this.#writesAtTick = this.#writes;
    if (this.#quietTicks < QUIET_TICKS && this.#ticks % LONGEST_TICKS !== 0) return;
    for (const client of this.#unsure) client.ping();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
