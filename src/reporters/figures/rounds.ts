/**
 * Any rounds of one approach, and the ways in which a figure is drawn from them: counts are sums, percentiles come from merged
 * histograms, costs per delivery are sums divided by sums, levels are medians of the rounds, maxima are the highest of any round.
 * What was not measured is undefined, never 0.
 */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { Histogram } from "../../histogram.js";
import type { PlayedFault } from "../../result/fault-samples.js";
import { type ApproachRound, type LatencySample, type Verdict, verdicts } from "../../result/result.js";
import { median } from "../../statistics/quantile.js";
import { type BytesPerClient, bytesPerIdleClient } from "../idle-memory.js";

/** A value of one round; undefined when it was not measured. */
export type Pick = (round: ApproachRound) => number | undefined;

const FROM_BEST_TO_WORST = Object.keys(verdicts) as readonly Verdict[];

export class Rounds {
  readonly all: readonly ApproachRound[];
  /** Decoding and merging histograms, and the slopes of memory, are most of the work: each is done once. */
  readonly #histograms = new Map<string, Histogram>();
  readonly #idleMemory = new Map<string, BytesPerClient | undefined>();

  constructor(all: readonly ApproachRound[]) {
    this.all = all;
  }

  sum(pick: Pick): number | undefined {
    const values = this.#measured(pick);
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  }

  middle(pick: Pick): number | undefined {
    return median(this.#measured(pick));
  }

  highest(pick: Pick): number | undefined {
    const values = this.#measured(pick);
    return values.length === 0 ? undefined : Math.max(...values);
  }

  lowest(pick: Pick): number | undefined {
    const values = this.#measured(pick);
    return values.length === 0 ? undefined : Math.min(...values);
  }

  /** Sum over sum, of the rounds that have the value. */
  perDelivery(pick: Pick): number | undefined {
    const having = new Rounds(this.all.filter((round) => pick(round) !== undefined));
    const delivered = having.sum((round) => round.deliveries.delivered);
    return delivered ? having.sum(pick)! / delivered : undefined;
  }

  count(matches: (round: ApproachRound) => boolean): number {
    return this.all.filter(matches).length;
  }

  /** Of all rounds' values together; 1 is the greatest. Undefined where too few are behind it. */
  quantileNs(name: keyof LatencySample, quantile: number): number | undefined {
    return this.#quantileNs(name, (round) => round.latency[name], quantile);
  }

  networkExcessNs(quantile: number): number | undefined {
    return this.#quantileNs("excessDelay", ({ network }) => network?.excessDelay, quantile);
  }

  /** Of all faults in all rounds; undefined when one of them never got there. */
  slowest(of: (fault: PlayedFault) => number | undefined): number | undefined {
    const faults = this.all.flatMap(({ recovery }) => recovery?.faults ?? []);
    const times = faults.map(of).filter((time) => time !== undefined);
    return times.length === 0 || times.length < faults.length ? undefined : Math.max(...times);
  }

  perIdleClient(kind: "rssBytes" | "heldBytes"): BytesPerClient | undefined {
    if (!this.#idleMemory.has(kind)) this.#idleMemory.set(kind, bytesPerIdleClient(this.all, kind));
    return this.#idleMemory.get(kind);
  }

  get worstVerdict(): Verdict | undefined {
    const rank = this.highest((round) => FROM_BEST_TO_WORST.indexOf(round.generator.verdict));
    return rank === undefined ? undefined : FROM_BEST_TO_WORST[rank];
  }

  #measured(pick: Pick): number[] {
    return this.all.map(pick).filter((value) => value !== undefined);
  }

  #quantileNs(key: string, encodedOf: (round: ApproachRound) => string | undefined, quantile: number) {
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      histogram = Histogram.merge(this.all.map(encodedOf).filter((encoded) => encoded !== undefined));
      this.#histograms.set(key, histogram);
    }
    return quantile === 1 ? histogram.maxNs : supportedQuantileNs(histogram, quantile);
  }
}

/** Without due times nothing is late, and what is in flight when the slice ends belongs to the load. */
export const isClosedLoop = ({ latency }: ApproachRound): boolean => latency.lateness === undefined;
