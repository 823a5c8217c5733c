import { Histogram } from "../histogram.js";
import type { Collector, Delivery } from "./collector.js";

/** The latencies of one slice, for whoever watches the run. They are forgotten when the next slice begins. */
export class SliceLatencyCollector implements Collector {
  #latency = new Histogram();

  beginSlice(): void {
    this.#latency = new Histogram();
  }

  delivered({ dueNs, deliveredNs }: Delivery): void {
    this.#latency.record(deliveredNs - dueNs);
  }

  /** How many first deliveries there were. */
  get count(): number {
    return this.#latency.count;
  }

  quantileNs(quantile: number): number | undefined {
    return this.#latency.quantileNs(quantile);
  }
}
