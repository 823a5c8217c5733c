/** From the turns of every stage to rows and tables: what each size cost, and with which power of the size it grew. */
import { count, number, UNKNOWN } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { spread } from "../contest-report.js";
import type { PerfRow } from "../perf-row.js";
import type { SectionReport } from "../section.js";
import type { Cost } from "./cost.js";
import { growth } from "./slopes.js";

/** What is shown of a cost. */
export const measures = {
  seconds: { title: "seconds", unit: "s", of: ({ seconds }: Cost) => seconds },
  cpuSeconds: { title: "CPU seconds", unit: "CPU s", of: ({ cpuSeconds }: Cost) => cpuSeconds },
  peakBytes: { title: "MB at the peak", unit: "MB", of: ({ peakBytes }: Cost) => peakBytes / 1e6 },
  heldBytes: { title: "MB held at the end", unit: "MB held", of: ({ heldBytes }: Cost) => heldBytes / 1e6 },
};
export type MeasureName = keyof typeof measures;

export interface StageTurns {
  name: string;
  /** The most that the largest size may cost. */
  targets?: Partial<Record<MeasureName, number>>;
  /** turns[turn][i] is the cost at sizes[i]. */
  turns: Cost[][];
}

export interface Axis {
  title: string;
  sizes: readonly number[];
  /** What a size counts: "events". */
  of: string;
}

export function growthReport(axis: Axis, stages: readonly StageTurns[]): SectionReport {
  const rows: PerfRow[] = [];
  const parts: string[] = [`### ${axis.title}`];
  for (const name of Object.keys(measures) as MeasureName[]) {
    const aimed = stages.some(({ targets }) => targets?.[name] !== undefined);
    const header = [measures[name].title, ...axis.sizes.map((size) => `${count(size)} ${axis.of}`), "exponent"];
    const lines = stages.map((stage) => {
      const verdict = verdictOf(axis, stage, name);
      if (verdict !== undefined) rows.push(verdict);
      return [...cellsOf(axis, stage, name), ...(aimed ? [targetText(verdict)] : [])];
    });
    parts.push(table([...header, ...(aimed ? ["target"] : [])], lines));
  }
  return { rows, markdown: parts.join("\n\n") };
}

function cellsOf({ sizes }: Axis, { name, turns }: StageTurns, measure: MeasureName): string[] {
  const { of } = measures[measure];
  const costs = sizes.map((_, i) => {
    const values = spread(turns.map((turn) => of(turn[i]!)));
    return values === undefined ? UNKNOWN : ranged(values.median, values.low, values.high);
  });
  const grown = growth(
    sizes,
    turns.map((turn) => turn.map(of)),
  );
  return [name, ...costs, grown === undefined ? UNKNOWN : ranged(grown.exponent, grown.low, grown.high)];
}

const ranged = (middle: number, low: number, high: number): string =>
  `${number(middle)} (${number(low)}–${number(high)})`;

/** Against the median of the largest size. */
function verdictOf({ sizes, of }: Axis, { name, turns, targets }: StageTurns, measure: MeasureName) {
  const target = targets?.[measure];
  const value = spread(turns.map((turn) => measures[measure].of(turn.at(-1)!)))?.median;
  if (target === undefined || value === undefined) return undefined;
  const label = `growth: ${name} at ${count(sizes.at(-1)!)} ${of}, ${measures[measure].unit}`;
  return { name: label, value, target, met: value <= target };
}

const targetText = (row: PerfRow | undefined): string =>
  row === undefined ? "" : `≤ ${number(row.target!)}, ${row.met ? "met" : "missed"}`;
