/** Loses, doubles and holds back events by their numbers, and counts what it really did. */
import { treatmentOf } from "../behaviour.js";

/** An event that is held back is passed on after this time, in its order, when its sender has no other event. */
const LONGEST_HOLD_MS = 200;

export class Faults {
  readonly #pass: (recipient: number, body: Buffer) => Promise<void>;
  readonly #queues = new Map<number, Promise<void>>();
  readonly #held = new Map<number, { recipient: number; body: Buffer; timer: NodeJS.Timeout }>();
  counts = { lost: 0, doubled: 0, heldBack: 0 };

  constructor(pass: (recipient: number, body: Buffer) => Promise<void>) {
    this.#pass = pass;
  }

  take(event: number, sender: number, recipient: number, body: Buffer): void {
    const treatment = treatmentOf(event);
    if (treatment === "lost") {
      this.counts.lost++;
      return;
    }
    if (treatment === "held back" && !this.#held.has(sender)) {
      const timer = setTimeout(() => this.#release(sender), LONGEST_HOLD_MS);
      this.#held.set(sender, { recipient, body, timer });
      return;
    }
    this.#enqueue(recipient, body);
    if (treatment === "doubled") {
      this.counts.doubled++;
      this.#enqueue(recipient, body);
    }
    if (this.#held.has(sender)) {
      this.counts.heldBack++;
      this.#release(sender);
    }
  }

  #release(sender: number): void {
    const held = this.#held.get(sender)!;
    clearTimeout(held.timer);
    this.#held.delete(sender);
    this.#enqueue(held.recipient, held.body);
  }

  /** Events go to each recipient one after the other, because the order of arrival is part of what is known. */
  #enqueue(recipient: number, body: Buffer): void {
    const before = this.#queues.get(recipient) ?? Promise.resolve();
    this.#queues.set(
      recipient,
      before.then(() => this.#pass(recipient, body)),
    );
  }
}
