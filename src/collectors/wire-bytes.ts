import type { Flow } from "../flow.js";
import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/**
 * The bytes on the wire, from the counters of the clients' sockets, and how many of them are event bodies. A relayed event is
 * carried once to the service and once to each recipient. With compression a body takes fewer bytes than it has.
 */
export class WireCollector implements Collector {
  readonly #flow: Flow;
  readonly #bodyBytes: (event: number) => number;
  readonly #sum = { toServiceBytes: 0, fromServiceBytes: 0, payloadBytes: 0, connectionsOpenedDuring: 0 };

  constructor(flow: Flow, bodyBytes: (event: number) => number) {
    this.#flow = flow;
    this.#bodyBytes = bodyBytes;
  }

  begun(event: number): void {
    if (this.#flow !== "broadcast") this.#sum.payloadBytes += this.#bodyBytes(event);
  }

  delivered({ event }: Pick<Delivery, "event">): void {
    if (this.#flow !== "ingest") this.#sum.payloadBytes += this.#bodyBytes(event);
  }

  endSlice(slice: Pick<SliceEnd, "wire">): void {
    for (const wire of slice.wire) {
      this.#sum.toServiceBytes += wire.bytesWritten;
      this.#sum.fromServiceBytes += wire.bytesRead;
      this.#sum.connectionsOpenedDuring += wire.connectionsOpened;
    }
  }

  sample(): Pick<RoundPart, "wire"> {
    return { wire: this.#sum };
  }
}
