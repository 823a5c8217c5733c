import { Histogram } from "../histogram.js";
import type { LatencySample } from "../result/result.js";
import type { LedgerListener } from "./ledger.js";

/** When the first, the median and the last recipient of each event have it. Call `endSlice` after each slice. */
export class FanOutCollector implements LedgerListener {
  readonly #first = new Histogram();
  readonly #median = new Histogram();
  readonly #last = new Histogram();
  #latenciesNs = new Map<number, number[]>();

  delivered(event: number, _recipient: number, dueNs: number, _sentNs: number | undefined, deliveredNs: number): void {
    const latencies = this.#latenciesNs.get(event);
    if (latencies) latencies.push(deliveredNs - dueNs);
    else this.#latenciesNs.set(event, [deliveredNs - dueNs]);
  }

  endSlice(): void {
    for (const latencies of this.#latenciesNs.values()) {
      latencies.sort((a, b) => a - b);
      this.#first.record(latencies[0]!);
      this.#median.record(latencies[(latencies.length - 1) >> 1]!); // lower median: a latency that was seen
      this.#last.record(latencies.at(-1)!);
    }
    this.#latenciesNs = new Map();
  }

  sample(): Pick<LatencySample, "firstRecipient" | "medianRecipient" | "lastRecipient"> {
    return {
      firstRecipient: this.#first.encode(),
      medianRecipient: this.#median.encode(),
      lastRecipient: this.#last.encode(),
    };
  }
}
