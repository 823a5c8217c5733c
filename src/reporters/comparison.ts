/**
 * What may be said of each ratio: whether it is decided by itself, whether it is worth a word, and whether the headline claims it.
 * The headline is one statement over all its pairs and figures: between approaches that are the same, it claims a difference in
 * at most HEADLINE_LEVEL of all runs.
 */
import { groupBy } from "../group-by.js";
import type { Result } from "../result/result.js";
import { type Cell, shuffledLabels } from "../statistics/shuffled-labels.js";
import { type BoundedTime, isBeyondBounds } from "./clock-bound.js";
import { type ComparedMetric, isDecided, type Ratio, referenceApproach } from "./ratios.js";
import type { RoundRow, Row } from "./rows.js";
import { isWorthAWord } from "./smallest-effects.js";

/** The largest chance that a headline claims a difference between approaches that are the same. */
export const HEADLINE_LEVEL = 0.05;

export const standings = {
  claimed:
    "The headline claims it: real, worth a word, and not to be had by chance among all that the headline looks at.",
  "no-interval": "Too few usable rounds for an interval.",
  undecided: "The interval holds 1.",
  "by-chance":
    "The interval holds 1 no longer, but among so many pairs and figures one is expected to do so by chance.",
  "too-small": "Real, but smaller than what is worth a word.",
  "within-clocks": "The clocks of the hosts that stamped it are not known well enough for so small a difference.",
  "of-what-arrived": "The better side delivered less, and latencies are only those of what arrived.",
  "not-asked": "The headline does not ask for this figure.",
} as const;
export type Standing = keyof typeof standings;

export interface Comparison extends Ratio {
  /** The interval lies on one side of 1. */
  decided: boolean;
  worthAWord: boolean;
  /**
   * The p-value, adjusted over all pairs and figures of the headline. It is absent for other figures, and where there is no
   * interval.
   */
  adjustedP?: number;
  standing: Standing;
}

/**
 * In an open loop, due times fix the throughput. A closed loop slows down with the service, which hides its tail. Idle clients cost
 * CPU and memory.
 */
export function headlineMetrics({ closedLoop, idle }: Pick<Measured, "closedLoop" | "idle">): ComparedMetric[] {
  if (idle) return ["serviceCpuUsPerClientSecond", "serviceRssIdleBytes"];
  return closedLoop
    ? ["serviceCpuUsPerDelivery", "deliveriesPerSecond", "latencyP50Ns"]
    : ["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"];
}

interface Measured {
  result: Result;
  summary: readonly Row[];
  rounds: readonly RoundRow[];
  ratios: readonly Ratio[];
  closedLoop: boolean;
  /** Whether the run had no events. */
  idle: boolean;
}

export function compared({ result, summary, rounds, ratios, ...load }: Measured): Comparison[] {
  const asked = headlineMetrics(load);
  const pOf = adjustedPs(result, rounds, ratios, asked);
  const rowOf = (approach: string): Row | undefined => summary.find((row) => row.approach === approach);
  return ratios.map((one) => {
    const sides = [rowOf(one.approach), rowOf(one.reference)] as const;
    const worthAWord = isWorthAWord(
      one.metric,
      one.ratio,
      sides.map((row) => row?.[one.metric]),
    );
    const adjustedP = pOf(one);
    const known = { ...one, decided: isDecided(one), worthAWord, ...(adjustedP !== undefined && { adjustedP }) };
    return { ...known, standing: asked.includes(one.metric) ? standingOf(known, sides) : "not-asked" };
  });
}

function standingOf(
  one: Omit<Comparison, "standing">,
  [row, reference]: readonly [Row | undefined, Row | undefined],
): Standing {
  if (one.low === undefined) return "no-interval";
  if (!one.decided) return "undecided";
  if (!one.worthAWord) return "too-small";
  if (one.adjustedP === undefined || one.adjustedP > HEADLINE_LEVEL) return "by-chance";
  if (one.metric.startsWith("latency")) {
    const [time, other] = [boundedTime(row, one.metric), boundedTime(reference, one.metric)];
    if ((time.boundNs || other.boundNs) && !isBeyondBounds(time, other)) return "within-clocks";
    const [better, worse] = one.ratio! < 1 ? [row, reference] : [reference, row];
    if (undelivered(better) > undelivered(worse)) return "of-what-arrived";
  }
  return "claimed";
}

const boundedTime = (row: Row | undefined, metric: ComparedMetric): BoundedTime => ({
  ns: row?.[metric],
  boundNs: row?.latencyBoundNs,
});

/** Deliveries that were not made, whatever the reason: lost, rejected, or still being tried when the drain ended. */
export const undelivered = (row: Row | undefined): number => (row?.expected ?? 0) - (row?.deliveries ?? 0);

/**
 * Approaches without any interval are left out of the swaps, and so are figures that were not measured in every usable round of an
 * approach. Nothing can be claimed about them, and with them the others would have fewer rounds. Where a service does not tell a
 * figure at all, names are swapped among approaches of which the same figures are known, and each p-value is multiplied by the number
 * of such groups; in too few rounds to claim anything that way, only what is known of every approach is looked at.
 */
function adjustedPs(
  result: Result,
  rows: readonly RoundRow[],
  ratios: readonly Ratio[],
  asked: readonly ComparedMetric[],
): (one: Ratio) => number | undefined {
  const reference = referenceApproach(result);
  const ofHeadline = ratios.filter(({ metric }) => asked.includes(metric));
  const others = [...new Set(ofHeadline.flatMap(({ approach, low }) => (low === undefined ? [] : [approach])))];
  const roundsOf = (approach: string, metric?: ComparedMetric): number =>
    Math.max(
      ...ofHeadline.flatMap((one) =>
        one.approach === approach && (metric ?? one.metric) === one.metric ? [one.rounds] : [],
      ),
    );
  if (reference === undefined || others.length === 0) return () => undefined;
  const alike = [...groupBy(others, (name) => asked.filter((metric) => roundsOf(name, metric) > 0).join()).values()];
  const leastP = 2 ** (1 - Math.min(...others.map((name) => roundsOf(name)))); // of a pair that is swapped in every way
  const groups = (leastP * alike.length <= HEADLINE_LEVEL ? alike : [others]).map((names) => {
    const figures = asked.filter((metric) => names.every((name) => roundsOf(name, metric) === roundsOf(name)));
    const cells = result.rounds.map(({ number }) =>
      [reference, ...names].map((name) => cellOf(rows, number, name, figures)),
    );
    return { names, figures, p: shuffledLabels(cells, figures.length) };
  });
  return ({ approach, metric }) => {
    const group = groups.find(({ names }) => names.includes(approach));
    const p = group?.p[group.names.indexOf(approach)]?.[group.figures.indexOf(metric)];
    return p === undefined ? undefined : Math.min(1, p * groups.length);
  };
}

function cellOf(rows: readonly RoundRow[], round: number, approach: string, figures: readonly ComparedMetric[]): Cell {
  const row = rows.find((one) => one.round === round && one.approach === approach);
  if (row === undefined || row.generatorVerdict === "generator-bound") return undefined;
  const logarithms = figures.map((metric) => Math.log(row[metric] ?? 0));
  return logarithms.every(Number.isFinite) ? logarithms : undefined;
}
