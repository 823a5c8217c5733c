/** A recipient while a fault lasts: decides what it does with each event that comes, attempt by attempt. */
import { isHit } from "../misbehaviour.js";
import type { Misbehaviour } from "../transport.js";

/** More clients than a process ever has. */
const MAX_CLIENTS = 2 ** 22;

export type Fate = "take" | "refuse" | "reset";

export class FaultyRecipient {
  readonly how: Misbehaviour;
  /** By event and client: how often it came. */
  readonly #attempts = new Map<number, number>();

  constructor(how: Misbehaviour) {
    this.how = how;
  }

  /** To be called once for every attempt at an event of that sender, or for that recipient. */
  fate(client: number, index: number): Fate {
    const key = index * MAX_CLIENTS + client;
    const attempt = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, attempt + 1);
    const { reset, refuse } = this.how;
    if (reset && isHit("reset", reset.share, index, attempt)) return "reset";
    if (refuse && isHit("refuse", refuse.share, index, attempt)) return "refuse";
    return "take";
  }
}
