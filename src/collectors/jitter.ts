import { Histogram } from "../histogram.js";
import type { Collector, Delivery, RoundPart } from "./collector.js";

type Arrival = Pick<Delivery, "event" | "dueNs" | "deliveredNs">;

/**
 * How unevenly events reach a recipient: by how much the time from one arrival to the next differs from the time between the moments at which
 * the two were due. It is 0 where every event takes as long as the one before it, however long that is. Source: RFC 3550 section 6.4.1 and
 * RFC 3393, which call it interarrival jitter and delay variation; nothing is smoothed here.
 */
export class JitterCollector implements Collector {
  readonly #jitter = new Histogram();
  /** By recipient, of the present slice. The next one begins anew, for between slices others have their turn. */
  #arrivals = new Map<number, Arrival[]>();

  delivered({ recipient, event, dueNs, deliveredNs }: Delivery): void {
    const arrival = { event, dueNs, deliveredNs };
    const earlier = this.#arrivals.get(recipient);
    if (earlier) earlier.push(arrival);
    else this.#arrivals.set(recipient, [arrival]);
  }

  endSlice(): void {
    for (const arrivals of this.#arrivals.values()) {
      // Where acknowledgements tell of deliveries, several generators report one after the other what one service received.
      arrivals.sort((a, b) => a.deliveredNs - b.deliveredNs || a.event - b.event);
      for (let i = 1; i < arrivals.length; i++)
        this.#jitter.record(Math.abs(latencyNs(arrivals[i]!) - latencyNs(arrivals[i - 1]!)));
    }
    this.#arrivals = new Map();
  }

  sample(): Pick<RoundPart, "latency"> {
    return this.#jitter.count === 0 ? {} : { latency: { jitter: this.#jitter.encode() } };
  }
}

const latencyNs = ({ dueNs, deliveredNs }: Arrival): number => deliveredNs - dueNs;
