/**
 * Compares every approach with a reference, metric by metric, paired by round. Rounds in which the generator was the limit on
 * either side are left out, because they say little about the services.
 */
import { referenceOf } from "../result/reference.js";
import type { Result } from "../result/result.js";
import { type PairedRatio, pairedRatio } from "../statistics/ratio.js";
import type { DirectedFigureName } from "./figures/table.js";
import type { RoundRow, Row } from "./rows.js";

/**
 * The figures that are compared, in this order, in a run with events. Figures that differ by design (events, counts) are not
 * compared.
 */
export const comparedMetricNames = [
  "latencyP50Ns",
  "latencyP99Ns",
  "serviceTimeP50Ns",
  "deliveriesPerSecond",
  "serviceCpuUsPerDelivery",
  "wireBytesPerDelivery",
  "serviceRssLoadedBytes",
  "connectionsOpenedDuring",
  "generatorCpuRatio",
] as const satisfies readonly DirectedFigureName[];

/** The same in a run without events, where only idle clients cost something. */
export const comparedIdleMetricNames = [
  "serviceCpuUsPerClientSecond",
  "wireBytesPerClientSecond",
  "serviceRssIdleBytes",
  "generatorCpuRatio",
] as const satisfies readonly DirectedFigureName[];

export type ComparedMetric = (typeof comparedMetricNames | typeof comparedIdleMetricNames)[number];

export const comparedMetricsOf = (result: Pick<Result, "rounds">): readonly ComparedMetric[] =>
  isIdle(result) ? comparedIdleMetricNames : comparedMetricNames;

/** Whether it is a run without events, which measures idle clients. Without a round nobody knows, and nothing is shown. */
export const isIdle = ({ rounds }: Pick<Result, "rounds">): boolean =>
  rounds.length > 0 && rounds.every(({ approaches }) => approaches.every(({ idle }) => idle !== undefined));

/** approach ÷ reference. Generator-bound rounds are left out. */
export interface Ratio extends PairedRatio {
  approach: string;
  reference: string;
  metric: ComparedMetric;
}

/** The approach with which the others are compared. */
export const referenceApproach = ({ approaches, transports }: Result): string | undefined =>
  referenceOf(approaches, transports)?.name;

/** One entry for each metric of each approach but the reference. There are none with fewer than two approaches. */
export function ratiosOf(result: Result, rows: readonly RoundRow[]): Ratio[] {
  const reference = referenceApproach(result);
  const metrics = comparedMetricsOf(result);
  const usable = (approach: string, round: number): Row | undefined =>
    rows.find((row) => row.approach === approach && row.round === round && row.generatorVerdict !== "generator-bound");
  return result.approaches
    .filter(({ name }) => name !== reference)
    .flatMap(({ name }) => {
      const pairs = result.rounds.map(({ number }) => [usable(name, number), usable(reference!, number)] as const);
      return metrics.map((metric) => ({
        approach: name,
        reference: reference!,
        metric,
        ...ratioOf(
          pairs.map(([row, other]) => [row?.[metric], other?.[metric]]),
          metric,
        ),
      }));
    });
}

/** Where a count is 0 in some rounds, the other rounds alone would give a ratio of the rounds in which something went wrong. */
function ratioOf(pairs: readonly (readonly [number | undefined, number | undefined])[], metric: ComparedMetric) {
  const isAbsent = metric === "connectionsOpenedDuring" && pairs.some((pair) => pair.includes(0));
  const kept = pairs.map((pair) => (isAbsent ? [] : pair));
  return pairedRatio(
    kept.map(([one]) => one),
    kept.map(([, other]) => other),
  );
}

/** Whether the interval lies on one side of 1. Only then is a difference claimed. */
export const isDecided = ({ low, high }: Pick<Ratio, "low" | "high">): boolean =>
  low !== undefined && high !== undefined && (low > 1 || high < 1);
