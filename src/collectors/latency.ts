import { Histogram } from "../histogram.js";
import type { Collector, Delivery, RoundPart } from "./collector.js";

/** The latencies of one approach in one round, which count from due times. The uncorrected service time stands beside them. */
export class LatencyCollector implements Collector {
  readonly #hasDueTimes: boolean;
  readonly #hasLatency: boolean;
  readonly #latency = new Histogram();
  readonly #serviceTime = new Histogram();
  readonly #ack = new Histogram();
  readonly #lateness = new Histogram();

  /** In a closed loop nothing is due, so nothing is late. Where the times of deliveries are unknown, there is no latency. */
  constructor(hasDueTimes: boolean, hasLatency = true) {
    this.#hasDueTimes = hasDueTimes;
    this.#hasLatency = hasLatency;
  }

  begun(_event: number, dueNs: number, begunNs: number): void {
    this.#lateness.record(begunNs - dueNs);
  }

  delivered({ dueNs, sentNs, deliveredNs }: Delivery): void {
    if (!this.#hasLatency) return;
    this.#latency.record(deliveredNs - dueNs);
    if (!Number.isNaN(sentNs)) this.#serviceTime.record(deliveredNs - sentNs);
  }

  acked(_event: number, dueNs: number, ackedNs: number): void {
    this.#ack.record(ackedNs - dueNs);
  }

  /**
   * The lateness that one event in a hundred exceeds, but at least `fewest` events: of 200 events, two are a single pause of
   * the machine.
   */
  latenessTailNs(fewest: number): number | undefined {
    const { count } = this.#lateness;
    return this.#lateness.quantileNs(Math.max(0.5, Math.min(0.99, 1 - fewest / count)));
  }

  latencyNs(quantile: number): number | undefined {
    return this.#latency.quantileNs(quantile);
  }

  sample(): Pick<RoundPart, "latency"> {
    return {
      latency: {
        ...(this.#hasLatency && { latency: this.#latency.encode(), serviceTime: this.#serviceTime.encode() }),
        ...(this.#ack.count > 0 ? { ack: this.#ack.encode() } : {}),
        ...(this.#hasDueTimes ? { lateness: this.#lateness.encode() } : {}),
      },
    };
  }
}
