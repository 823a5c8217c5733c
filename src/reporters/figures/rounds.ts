/**
 * Any rounds of one approach, and the ways in which figures are computed from them. Counts are sums. Percentiles come from merged
 * histograms. Costs per delivery are sums divided by sums. Levels are medians of the rounds, and maxima are the highest of any
 * round. What was not measured is undefined, never 0.
 */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import type { PlayedFault } from "../../result/fault-samples.js";
import {
  type ApproachRound,
  type Deliveries,
  type LatencySample,
  type Verdict,
  verdicts,
} from "../../result/result.js";
import { EncodedCounts } from "../../statistics/encoded-histogram.js";
import { MergedCounts } from "../../statistics/merged-counts.js";
import { median } from "../../statistics/quantile.js";
import { type KeptKind, type PerClient, perIdleClient } from "../idle-memory.js";

/** Reads a value of one round; undefined when it was not measured. */
export type Pick = (round: ApproachRound) => number | undefined;

const FROM_BEST_TO_WORST = Object.keys(verdicts) as readonly Verdict[];

export class Rounds {
  readonly all: readonly ApproachRound[];
  /** To decode and merge histograms, and to compute slopes of memory, is most of the work, so each is done once. */
  readonly #histograms = new Map<string, MergedCounts>();
  readonly #idleMemory = new Map<string, PerClient | undefined>();

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

  /** The sum of the value divided by the sum of what it is counted over, for the rounds that have both. */
  per(over: Pick, pick: Pick): number | undefined {
    const having = new Rounds(this.all.filter((round) => pick(round) !== undefined && over(round) !== undefined));
    const count = having.sum(over);
    return count ? having.sum(pick)! / count : undefined;
  }

  perDelivery(pick: Pick): number | undefined {
    return this.per(({ deliveries }) => deliveries.delivered, pick);
  }

  count(matches: (round: ApproachRound) => boolean): number {
    return this.all.filter(matches).length;
  }

  /** The same where not every round could tell. It is undefined when none matches and none could. */
  countWhere(
    matches: (round: ApproachRound) => boolean,
    canTell: (round: ApproachRound) => boolean,
  ): number | undefined {
    const count = this.count(matches);
    return count === 0 && this.all.length > 0 && !this.all.some(canTell) ? undefined : count;
  }

  /**
   * A quantile of the values of all rounds together; quantile 1 is the greatest value. It is undefined where too few values
   * support it.
   */
  quantileNs(name: keyof LatencySample, quantile: number): number | undefined {
    return this.#quantileNs(name, (round) => round.latency[name], quantile);
  }

  connectNs(part: "whole" | "tcp" | "tls", quantile: number): number | undefined {
    return this.#quantileNs(`connecting ${part}`, ({ connecting }) => connecting?.[part], quantile);
  }

  networkExcessNs(quantile: number): number | undefined {
    return this.#quantileNs("excessDelay", ({ network }) => network?.excessDelay, quantile);
  }

  /** The slowest of all faults in all rounds. It is undefined when one of them never got there. */
  slowest(of: (fault: PlayedFault) => number | undefined): number | undefined {
    const faults = this.all.flatMap(({ recovery }) => recovery?.faults ?? []);
    const times = faults.map(of).filter((time) => time !== undefined);
    return times.length === 0 || times.length < faults.length ? undefined : Math.max(...times);
  }

  perIdleClient(kind: KeptKind): PerClient | undefined {
    if (!this.#idleMemory.has(kind)) this.#idleMemory.set(kind, perIdleClient(this.all, kind));
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
      histogram = new MergedCounts();
      for (const encoded of this.all.map(encodedOf))
        if (encoded !== undefined) histogram.add(new EncodedCounts(encoded));
      this.#histograms.set(key, histogram);
    }
    return quantile === 1 ? histogram.maxNs : supportedQuantileNs(histogram, quantile);
  }
}

/** Without due times nothing is late, and events in flight at the end of a slice belong to the load. */
export const isClosedLoop = ({ latency }: ApproachRound): boolean => latency.lateness === undefined;

/** Counts of deliveries, which a run without events does not have. */
export const counted =
  (pick: (deliveries: Deliveries) => number | undefined): Pick =>
  ({ deliveries, idle }) =>
    idle === undefined ? pick(deliveries) : undefined;
