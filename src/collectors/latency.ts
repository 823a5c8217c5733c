import { Histogram } from "../histogram.js";
import type { LatencySample } from "../result/result.js";
import type { LedgerListener } from "./ledger.js";

/** Latencies of one approach in one round, from due times; the uncorrected service time stands beside them. */
export class LatencyCollector implements LedgerListener {
  readonly #latency = new Histogram();
  readonly #serviceTime = new Histogram();
  readonly #ack = new Histogram();
  readonly #lateness = new Histogram();

  begun(_event: number, dueNs: number, begunNs: number): void {
    this.#lateness.record(begunNs - dueNs);
  }

  delivered(_event: number, _recipient: number, dueNs: number, sentNs: number | undefined, deliveredNs: number): void {
    this.#latency.record(deliveredNs - dueNs);
    if (sentNs !== undefined) this.#serviceTime.record(deliveredNs - sentNs);
  }

  acked(_event: number, dueNs: number, ackedNs: number): void {
    this.#ack.record(ackedNs - dueNs);
  }

  /** Exceeded by one event in a hundred, and by `fewest` of them at least: of 200 events two are a pause of the machine. */
  latenessTailNs(fewest: number): number | undefined {
    const { count } = this.#lateness;
    return this.#lateness.quantileNs(Math.max(0.5, Math.min(0.99, 1 - fewest / count)));
  }

  latencyNs(quantile: number): number | undefined {
    return this.#latency.quantileNs(quantile);
  }

  /** `openLoop`: lateness means something only where there are due times. */
  sample(openLoop: boolean): LatencySample {
    return {
      latency: this.#latency.encode(),
      serviceTime: this.#serviceTime.encode(),
      ...(this.#ack.count > 0 ? { ack: this.#ack.encode() } : {}),
      ...(openLoop ? { lateness: this.#lateness.encode() } : {}),
    };
  }
}
