/**
 * How long before a slice everybody is told of it. Whoever is told too late costs the round. But processes that wait lose what their
 * caches held: after 200 ms an event costs some 3 % more CPU than after 30 ms, in the generator and in the service. So the time
 * is what telling them took of late, several times over.
 */
import { msToNs } from "../../units.js";

const MOST_NS = msToNs(200);
/** It is longer than a process of a busy machine usually stands still. */
const LEAST_NS = msToNs(50);
const ROOM_FACTOR = 4;
const SLICES_LOOKED_AT = 32;
/** With fewer nobody knows. A warm-up has more. */
const FEWEST_SLICES = 8;

export class SliceLead {
  /** How long it took in the last slices. */
  readonly #tookNs: number[] = [];
  #staysLong = false;

  get ns(): number {
    if (this.#staysLong || this.#tookNs.length < FEWEST_SLICES) return MOST_NS;
    return Math.min(MOST_NS, Math.max(LEAST_NS, ROOM_FACTOR * Math.max(...this.#tookNs)));
  }

  /** `ns`: from the moment at which the beginning of a slice was settled until the last had been told of it. */
  took(ns: number): void {
    this.#tookNs.push(ns);
    if (this.#tookNs.length > SLICES_LOOKED_AT) this.#tookNs.shift();
  }

  /** A worker was lost, perhaps because it was told too late. That shall not be so again. */
  stayLong(): void {
    this.#staysLong = true;
  }
}
