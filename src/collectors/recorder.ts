import type { Clock } from "../clock.js";
import { ColumnLog, type Observations } from "./observations.js";
import type { SeenOpening } from "./openings.js";
import { Reasons } from "./reasons.js";

/** The event number of observations that belong to no event. */
export const NO_EVENT = -1;

/** A process gives this to its transport as the observer. It stamps what happens and keeps it until the slice ends. */
export class Recorder {
  readonly #clock: Clock;
  readonly #begun = new ColumnLog();
  readonly #sent = new ColumnLog();
  readonly #retried = new ColumnLog();
  readonly #delivered = new ColumnLog();
  readonly #suppressed = new ColumnLog();
  readonly #acked = new ColumnLog();
  readonly #refused = new ColumnLog();
  readonly #connected = new ColumnLog();
  readonly #disconnected = new ColumnLog();
  readonly #connecting = new ColumnLog();
  readonly #handshaking = new ColumnLog();
  readonly #reasons = new Reasons();
  /** Is called after an observation that may have settled something. The closed loop and the drain depend on it. */
  onSettled: ((kind: "delivered" | "acked" | "refused", client: number, index: number) => void) | undefined;

  /** Is called for every connection that was opened. Only while clients connect before a round is anybody asking. */
  onConnected: ((opening: SeenOpening | undefined) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The executor handed an event to its transport. */
  begun(client: number, index: number, atNs: number): void {
    this.#begun.append(client, index, atNs);
  }

  sent(client: number, index: number): void {
    this.#sent.append(client, index, this.#clock());
  }

  retried(client: number, index: number): void {
    this.#retried.append(client, index, this.#clock());
  }

  delivered(client: number, index: number): void {
    this.#delivered.append(client, index, this.#clock());
    this.onSettled?.("delivered", client, index);
  }

  suppressed(client: number, index: number): void {
    this.#suppressed.append(client, index, this.#clock());
  }

  acked(client: number, index: number): void {
    this.#acked.append(client, index, this.#clock());
    this.onSettled?.("acked", client, index);
  }

  refused(client: number, index: number, reason: string): void {
    this.#refused.append(client, index, this.#clock());
    this.problem(reason);
    this.onSettled?.("refused", client, index);
  }

  connected(client: number, opening?: SeenOpening): void {
    this.#connected.append(client, NO_EVENT, this.#clock());
    this.onConnected?.(opening);
    if (opening === undefined) return;
    const { connectNs, handshakeNs, index = NO_EVENT } = opening;
    this.#connecting.append(client, index, connectNs);
    if (handshakeNs !== undefined) this.#handshaking.append(client, index, handshakeNs);
  }

  disconnected(client: number): void {
    this.#disconnected.append(client, NO_EVENT, this.#clock());
  }

  problem(reason: string): void {
    this.#reasons.add(reason);
  }

  /** The number of observations since the last `take` that show progress. A drain waits while it grows. */
  get progress(): number {
    return this.#delivered.length + this.#acked.length + this.#refused.length;
  }

  /** Whether so many different deliveries were seen since the last `take`. Copies of a delivery count once. */
  hasDelivered(count: number): boolean {
    return this.#delivered.length >= count && (count === 0 || this.#delivered.distinctCount() >= count);
  }

  take(): Observations {
    const observations: Observations = {
      begun: this.#begun.take(),
      sent: this.#sent.take(),
      retried: this.#retried.take(),
      delivered: this.#delivered.take(),
      suppressed: this.#suppressed.take(),
      acked: this.#acked.take(),
      refused: this.#refused.take(),
      connected: this.#connected.take(),
      disconnected: this.#disconnected.take(),
      connecting: this.#connecting.take(),
      handshaking: this.#handshaking.take(),
      reasons: this.#reasons.toRecord(),
    };
    this.#reasons.clear();
    return observations;
  }
}
