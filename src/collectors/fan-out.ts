import { Histogram } from "../histogram.js";
import type { Collector, Delivery, RoundPart } from "./collector.js";

/** Records when the first, the median and the last recipient of each event have it. */
export class FanOutCollector implements Collector {
  readonly #first = new Histogram();
  readonly #median = new Histogram();
  readonly #last = new Histogram();
  #latenciesNs = new Map<number, number[]>();

  delivered({ event, dueNs, deliveredNs }: Delivery): void {
    const latencies = this.#latenciesNs.get(event);
    if (latencies) latencies.push(deliveredNs - dueNs);
    else this.#latenciesNs.set(event, [deliveredNs - dueNs]);
  }

  endSlice(): void {
    for (const latencies of this.#latenciesNs.values()) {
      latencies.sort((a, b) => a - b);
      this.#first.record(latencies[0]!);
      this.#median.record(latencies[(latencies.length - 1) >> 1]!); // this is the lower median, which is a latency that was seen
      this.#last.record(latencies.at(-1)!);
    }
    this.#latenciesNs = new Map();
  }

  sample(): Pick<RoundPart, "latency"> {
    return {
      latency: {
        firstRecipient: this.#first.encode(),
        medianRecipient: this.#median.encode(),
        lastRecipient: this.#last.encode(),
      },
    };
  }
}
