/**
 * Compares the scenario's objectives with what was measured. Percentiles come from the merged histograms of all rounds. A value
 * that was not measured never meets its objective.
 */
import { Histogram } from "../histogram.js";
import {
  type Address,
  type ApproachRound,
  addressOf,
  isSameAddress,
  type Objectives,
  type Result,
} from "../result/result.js";
import { nsToMs } from "../units.js";
import { supportedQuantileNs } from "./supported-quantile.js";

export type ObjectiveName = keyof Objectives;

export interface ObjectiveCheck extends Address {
  objective: ObjectiveName;
  /** The limit in the objective's own unit: ms for times, deliveries for `lost` and for the order, which allows none. */
  limit: number;
  /** It is undefined when there are no rounds, too few samples for the percentile, or nobody who saw it. */
  value: number | undefined;
  met: boolean;
}

const quantileMs = (
  rounds: readonly ApproachRound[],
  of: "latency" | "jitter",
  quantile: number,
): number | undefined => {
  const valueNs = supportedQuantileNs(Histogram.merge(rounds.flatMap(({ latency }) => latency[of] ?? [])), quantile);
  return valueNs === undefined ? undefined : nsToMs(valueNs);
};

/**
 * Deliveries that never arrived, whatever the reason: an approach that refuses deliveries must not look like one that loses
 * none.
 */
const missing = (rounds: readonly ApproachRound[]): number | undefined =>
  rounds.length === 0
    ? undefined
    : rounds.reduce((sum, { deliveries }) => sum + deliveries.expected - deliveries.delivered, 0);

const measure = {
  latencyP50Ms: (rounds) => quantileMs(rounds, "latency", 0.5),
  latencyP99Ms: (rounds) => quantileMs(rounds, "latency", 0.99),
  jitterP99Ms: (rounds) => quantileMs(rounds, "jitter", 0.99),
  lost: missing,
  exactlyAsSentOrder: (rounds) => {
    const counts = rounds.flatMap(({ deliveries }) => deliveries.outOfOrder ?? []);
    return rounds.length === 0 || counts.length < rounds.length ? undefined : counts.reduce((sum, one) => sum + one, 0);
  },
} satisfies Record<ObjectiveName, (rounds: readonly ApproachRound[]) => number | undefined>;

/**
 * One check for each approach and objective of the scenario, sorted by approach. There are none when the scenario has no
 * objectives.
 */
export function checkObjectives(result: Result): ObjectiveCheck[] {
  return result.approaches.flatMap((approach) => {
    const address = addressOf(approach);
    const rounds = result.rounds.flatMap((round) => round.approaches.filter((one) => isSameAddress(one, address)));
    return (Object.keys(measure) as ObjectiveName[]).flatMap((objective) => {
      const asked = result.scenario.objectives[objective];
      if (asked === undefined) return [];
      const limit = asked === true ? 0 : asked;
      const value = measure[objective](rounds);
      return [{ ...address, objective, limit, value, met: value !== undefined && value <= limit }];
    });
  });
}

/** A run that did not complete was not given the time to measure: what it has no figure of was not missed. */
export const missed = ({ state }: Pick<Result, "state">, checks: readonly ObjectiveCheck[]): ObjectiveCheck[] =>
  checks.filter(({ met, value }) => !met && (state === "complete" || value !== undefined));
