/**
 * A history in series: one per scenario, machine, workload, metric, unit and approach, because only figures that share all of these
 * can be compared. (A metric is also watched as the ratio of two approaches, which has no unit.) Each series has the points at
 * which its level changed.
 */
import type { GateUnit } from "../gate/gate-report.js";
import { groupBy } from "../group-by.js";
import { median } from "../statistics/quantile.js";
import { changePoints } from "./change-points.js";
import { detectableChange } from "./detectable-change.js";
import type { HistoryEntry } from "./history.js";

/** What the series of one chart have in common. */
export interface ChartKey {
  scenario: string;
  machineFingerprint: string;
  workloadFingerprint: string;
  metric: string;
  unit: GateUnit;
  better: "lower" | "higher";
}

export interface Chart extends ChartKey {
  /** The machine in words. */
  machine: string;
  /** One series per approach. */
  series: Series[];
}

export interface Series {
  approach: string;
  /** The place among all approaches of these runs by name, from 0, so that an approach looks the same in every chart. */
  place: number;
  points: Point[];
  changes: Change[];
  /**
   * The smallest lasting change half-way, as a share, that these points would have shown. Absent where they are too few to
   * tell.
   */
  detectableChange?: number;
}

export interface Point {
  /** The place among all runs of the chart, from 0. An approach has a gap where a run did not have it. */
  run: number;
  startedAt: string;
  /** The head's commit, or its other name. */
  head: string;
  value: number;
}

export interface Change {
  /** The index of the first point after the change. */
  at: number;
  p: number;
  /** The medians of the levels before and after the change, and their ratio. */
  before: number;
  after: number;
  ratio: number;
  isWorse: boolean;
}

export interface Selection {
  scenario?: string | undefined;
  metric?: string | undefined;
  approach?: string | undefined;
  /** How many of the newest runs each chart has. */
  last: number;
}

/** The charts are in the order in which the history first has them. */
export function chartsOf(entries: readonly HistoryEntry[], selection: Selection): Chart[] {
  const groups = groupBy(
    entries.filter(({ scenario }) => scenario === (selection.scenario ?? scenario)),
    ({ scenario, machineFingerprint, workloadFingerprint }) =>
      [scenario, machineFingerprint, workloadFingerprint].join("\n"),
  );
  return [...groups.values()].flatMap((runs) => chartsOfGroup(runs.slice(-selection.last), selection));
}

function chartsOfGroup(runs: readonly HistoryEntry[], { metric, approach }: Selection): Chart[] {
  const places = [...new Set(runs.flatMap(({ metrics }) => metrics.map((one) => one.approach)))].sort();
  const measured = runs.flatMap((entry, run) => entry.metrics.map((one) => ({ entry, run, ...one })));
  const wanted = measured.filter(
    (one) => one.metric === (metric ?? one.metric) && one.approach === (approach ?? one.approach),
  );
  return [...groupBy(wanted, (one) => `${one.metric}\n${one.unit}`).values()].map((points) => {
    const { entry, metric, unit, better } = points[0]!;
    const { scenario, machine, machineFingerprint, workloadFingerprint } = entry;
    const byApproach = [...groupBy(points, (one) => one.approach)];
    const series = byApproach.map(([approach, own]): Series => {
      const points = own.map(
        ({ run, entry, head: value }): Point => ({ run, startedAt: entry.startedAt, head: headOf(entry), value }),
      );
      return { approach, place: places.indexOf(approach), points, ...changesOf(points, better) };
    });
    series.sort((a, b) => a.place - b.place);
    return { scenario, machine, machineFingerprint, workloadFingerprint, metric, unit, better, series };
  });
}

const headOf = ({ head }: HistoryEntry): string => head.ref ?? head.label;

/**
 * Finds changes of the logarithms, because twice and half as much are equally far. A figure of 0 has no logarithm, and its
 * series has no change points.
 */
function changesOf(points: readonly Point[], better: Chart["better"]): Pick<Series, "changes" | "detectableChange"> {
  const values = points.map(({ value }) => value);
  if (!values.every((value) => value > 0)) return { changes: [] };
  const logs = values.map(Math.log);
  const found = changePoints(logs);
  const edges = [0, ...found.map(({ index }) => index), values.length];
  const distance = detectableChange(logs, edges);
  const changes = found.map(({ index, p }, i) => {
    const before = median(values.slice(edges[i], index))!;
    const after = median(values.slice(index, edges[i + 2]))!;
    const isWorse = after > before === (better === "lower");
    return { at: index, p, before, after, ratio: after / before, isWorse };
  });
  return { changes, ...(distance !== undefined && { detectableChange: Math.expm1(distance) }) };
}
