/**
 * Puts two results side by side. Runs of different times are not paired: an interval knows how their rounds scatter, and nothing of
 * what drifted between the runs. So there is no verdict, and whatever makes the two even less comparable is named first.
 */
import { type ApproachRecord, countedBy, type Result, type Verdict } from "../../result/result.js";
import { type Bounded, unpairedBoundedRatio } from "../../statistics/bounded-ratio.js";
import type { Telling } from "../charts/forest.js";
import { boundOf } from "../figure-text.js";
import { labelled } from "../labelled.js";
import { type RoundRow, type Row, roundRows, summaryRows } from "../rows.js";
import { type ComparedName, comparedNames, isLevel } from "./compared-names.js";
import { type Difference, differences } from "./differences.js";
import { tellingOf } from "./telling.js";

export interface BeforeAfter {
  /** What differs between the two runs themselves: machine, scenario, schedule. */
  differences: Difference[];
  /** The approaches that only the earlier result has; the later one's follow. */
  onlyBefore: string[];
  onlyAfter: string[];
  figures: ComparedFigure[];
  /** The approaches whose deliveries the two results count in different ways, so that times of them have no ratio. */
  countedOtherwise: string[];
  /** The most that the clocks of hosts leave open in a time of either run. 0: every time was stamped by one clock. */
  clockBoundNs: number;
  warning: string;
}

export interface ComparedFigure {
  approach: string;
  metric: ComparedName;
  before: number | undefined;
  after: number | undefined;
  /** The worst verdict of the rounds that the figure comes from. */
  beforeVerdict: Verdict | undefined;
  afterVerdict: Verdict | undefined;
  /**
   * after ÷ before: over the rounds where each round has the figure, else of the two figures. It is undefined unless both were measured
   * alike, before is above 0, and no generator was the limit.
   */
  ratio: number | undefined;
  /** Its interval, with the confidence that it really has, where both runs have rounds enough. */
  low: number | undefined;
  high: number | undefined;
  confidence: number | undefined;
  /** What the interval says, of a level that has a ratio. */
  telling: Telling | undefined;
}

export const NOT_PAIRED =
  "Two runs at different times are not paired: the machine may have drifted between them, so no verdict is given. " +
  "Identical code has been seen to differ by 10 % in this way.";

export function beforeAfter(older: Result, newer: Result): BeforeAfter {
  const [before, after] = [labelled(older), labelled(newer)];
  const countedBefore = new Map(before.approaches.map((one) => [one.name, countedBy(one)]));
  const isAlike = (one: ApproachRecord): boolean => (countedBefore.get(one.name) ?? countedBy(one)) === countedBy(one);
  const countedOtherwise = after.approaches.filter((one) => !isAlike(one)).map(({ name }) => name);
  const [earlier, later] = [sidesOf(before), sidesOf(after)];
  const onlyBefore = [...earlier.keys()].filter((approach) => !later.has(approach));
  const onlyAfter = [...later.keys()].filter((approach) => !earlier.has(approach));
  const company = { isSame: onlyBefore.length + onlyAfter.length === 0 };
  return {
    differences: differences(before, after),
    onlyBefore,
    onlyAfter,
    figures: [...earlier].flatMap(([approach, old]) => {
      const recent = later.get(approach);
      if (recent === undefined) return [];
      return comparedNames.map((metric) => {
        const isSameMeasure = !(isTime(metric) && countedOtherwise.includes(approach));
        return figure(old, recent, metric, isSameMeasure, company);
      });
    }),
    countedOtherwise,
    clockBoundNs: Math.max(
      0,
      ...[...earlier.values(), ...later.values()].map(({ whole }) => whole.latencyBoundNs ?? 0),
    ),
    warning: NOT_PAIRED,
  };
}

/** An approach in one of the runs. */
interface Side {
  whole: Row;
  rounds: RoundRow[];
}

function sidesOf(result: Result): Map<string, Side> {
  const rounds = roundRows(result);
  return new Map(
    summaryRows(result).map((whole) => [
      whole.approach,
      { whole, rounds: rounds.filter(({ approach }) => approach === whole.approach) },
    ]),
  );
}

/** Where it ends depends on who tells of a delivery. */
const isTime = (metric: ComparedName): boolean => metric.startsWith("latency") || metric.startsWith("serviceTime");

function figure(
  old: Side,
  recent: Side,
  metric: ComparedName,
  isSameMeasure: boolean,
  company: { isSame: boolean },
): ComparedFigure {
  const [before, after] = [old.whole[metric], recent.whole[metric]];
  const [beforeVerdict, afterVerdict] = [old.whole.generatorVerdict, recent.whole.generatorVerdict];
  const bound = beforeVerdict === "generator-bound" || afterVerdict === "generator-bound";
  const comparable = isSameMeasure && before !== undefined && after !== undefined && before > 0 && !bound;
  const known = { approach: old.whole.approach, metric, before, after, beforeVerdict, afterVerdict };
  const nothing = { ratio: undefined, low: undefined, high: undefined, confidence: undefined, telling: undefined };
  if (!comparable) return { ...known, ...nothing };
  if (!isLevel(metric)) return { ...known, ...nothing, ratio: after / before };
  const bounded = (row: RoundRow): Bounded => ({ value: row[metric], bound: boundOf(row, metric) });
  const rounds = unpairedBoundedRatio(recent.rounds.map(bounded), old.rounds.map(bounded));
  const { ratio = after / before, low, high, confidence } = rounds ?? {};
  return { ...known, ratio, low, high, confidence, telling: tellingOf({ metric, low, high }, company) };
}
