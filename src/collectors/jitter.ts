import { Histogram } from "../histogram.js";
import type { Collector, Delivery, RoundPart } from "./collector.js";

/**
 * How unevenly events reach a recipient: by how much the time from one arrival to the next differs from the time between the moments at which
 * the two were due. It is 0 where every event takes as long as the one before it, however long that is. Source: RFC 3550 section 6.4.1 and
 * RFC 3393, which call it interarrival jitter and delay variation; nothing is smoothed here.
 */
export class JitterCollector implements Collector {
  readonly #jitter = new Histogram();
  /** By recipient: the latency of the delivery before. A slice begins anew, for between slices others have their turn. */
  #lastNs = new Map<number, number>();

  delivered({ recipient, dueNs, deliveredNs }: Delivery): void {
    const latencyNs = deliveredNs - dueNs;
    const lastNs = this.#lastNs.get(recipient);
    if (lastNs !== undefined) this.#jitter.record(Math.abs(latencyNs - lastNs));
    this.#lastNs.set(recipient, latencyNs);
  }

  endSlice(): void {
    this.#lastNs = new Map();
  }

  sample(): Pick<RoundPart, "latency"> {
    return this.#jitter.count === 0 ? {} : { latency: { jitter: this.#jitter.encode() } };
  }
}
