/** The faults that last at one recipient (the service, or all the clients of a driver), and which events they hit. */
import type { Misbehaviour } from "../../transport.js";
import { isHit } from "./misbehaviour.js";

export type Fate = "take" | "refuse" | "reset";

/** More event numbers than there are. */
const EVENTS_PER_CLIENT = 2 ** 32;

export class LastingFaults {
  #how: Misbehaviour = {};
  /** How often each client's event was seen since a fault that draws events began. */
  readonly #attempts = new Map<number, number>();

  /**
   * Tells what lasts from now on; null: nothing. Attempts are counted on while any fault draws events: a fault that begins or
   * ends beside it must not make a second attempt a first one.
   */
  change(how: Misbehaviour | null): void {
    this.#how = how ?? {};
    if (!this.#drawsEvents) this.#attempts.clear();
  }

  get refuse(): Misbehaviour["refuse"] {
    return this.#how.refuse;
  }

  /** How much longer the handler takes; 0: no longer. */
  get delayMs(): number {
    return this.#how.delayMs ?? 0;
  }

  /** Whether events are treated otherwise than they should be. */
  get touchEvents(): boolean {
    return this.#drawsEvents || this.delayMs > 0;
  }

  /** `client`: who sent the event, or who receives it. Every call is an attempt. */
  fateOf(client: number, index: number): Fate {
    if (!this.#drawsEvents) return "take";
    const key = (client + 1) * EVENTS_PER_CLIENT + index;
    const attempt = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempt + 1);
    const { reset, refuse } = this.#how;
    if (reset && isHit("reset", reset.share, index, attempt)) return "reset";
    return refuse && isHit("refuse", refuse.share, index, attempt) ? "refuse" : "take";
  }

  /** Bytes per second that this client reads at most; undefined: as many as come. */
  readingSpeed(client: number): number | undefined {
    const { slowReading } = this.#how;
    return slowReading && isHit("slow reading", slowReading.share, client) ? slowReading.bytesPerSecond : undefined;
  }

  get #drawsEvents(): boolean {
    return this.#how.refuse !== undefined || this.#how.reset !== undefined;
  }
}
