/** A recipient while a fault lasts: the service, or all the clients of a driver. Decides what becomes of each event it sees. */

import type { Misbehaviour } from "../transport.js";
import { isHit } from "./misbehaviour.js";

export type Fate = "take" | "refuse" | "reset";

/** More event numbers than there are. */
const EVENTS_PER_CLIENT = 2 ** 32;

export class FaultyRecipient {
  readonly how: Misbehaviour;
  /** How often each client's event was seen since the fault began. */
  readonly #attempts = new Map<number, number>();

  constructor(how: Misbehaviour) {
    this.how = how;
  }

  /** `client`: who sent the event, who receives it, or SERVICE. Every call is an attempt. */
  fateOf(client: number, index: number): Fate {
    const key = (client + 1) * EVENTS_PER_CLIENT + index;
    const attempt = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempt + 1);
    const { reset, refuse } = this.how;
    if (reset && isHit("reset", reset.share, index, attempt)) return "reset";
    return refuse && isHit("refuse", refuse.share, index, attempt) ? "refuse" : "take";
  }

  /** Bytes per second that this client reads at most; undefined: as many as come. */
  readingSpeed(client: number): number | undefined {
    const { slowReading } = this.how;
    return slowReading && isHit("slow reading", slowReading.share, client) ? slowReading.bytesPerSecond : undefined;
  }
}
