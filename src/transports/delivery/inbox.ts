/** What a client remembers of the events that it had; made at the first, so that an idle client holds none. */

import type { RefusalOrder } from "./refusal-order.js";
import { SeenEvents } from "./seen-events.js";

export class Inbox {
  readonly seen = new SeenEvents();
  /** The highest number of an event in the room, as the service counts in `epoch`; 0: it does not count. */
  lastSeq = 0;
  epoch: string;
  /** Present once this client refused an event for now. */
  order: RefusalOrder | undefined;
  /** Numbers (see Namesakes) of events that it has got and not taken yet; present once a fault made it slow. */
  handled: Set<number> | undefined;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  /** What the client says when it comes back. */
  get resume(): { seq: number; epoch: string } | undefined {
    return this.lastSeq === 0 ? undefined : { seq: this.lastSeq, epoch: this.epoch };
  }

  /** Connected again, to that life of the service. */
  returned(epoch: string): void {
    this.order = undefined;
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.lastSeq = 0;
  }
}
