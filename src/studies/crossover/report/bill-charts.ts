/** What the sum of a month consists of at every point: which price of the list decides it. */
import { groupBy } from "../../../group-by.js";
import { type Bar, bars } from "../../../reporters/charts/bars.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import { percent } from "../../../reporters/format.js";
import { list } from "../../../reporters/markdown/words.js";
import { median } from "../../../statistics/quantile.js";
import type { Axis, PointRecord, SweepRecord } from "../../sweep/record.js";
import { figuresAt } from "../../sweep/report/cells.js";
import { type BillPart, partsPerMonth } from "../money.js";
import type { Prices } from "../prices.js";
import { wordsOf } from "./words.js";

interface Bill {
  approach: string;
  point: PointRecord;
  parts: { name: string; cost: number }[];
  sum: number;
}

/** Of a sweep over one setting: of a grid there would be a bar for each of its points and approaches. */
export function billCharts(record: SweepRecord): { file: string; figure: Figure }[] {
  const { prices, question } = record;
  if (prices === undefined || question.axes.length > 1) return [];
  const bills = question.scenario.approaches.flatMap(({ name }) =>
    record.points.flatMap((point) => billOf(record, prices, point, name) ?? []),
  );
  return bills.length === 0 ? [] : [{ file: "sweep-bill.svg", figure: billFigure(record, prices, bills) }];
}

/** The median of each part over the rounds. Undefined where one of them was not measured. */
function billOf({ question }: SweepRecord, prices: Prices, point: PointRecord, approach: string): Bill | undefined {
  const rounds = figuresAt(point, approach).map((figures) => partsPerMonth(figures, prices, question.scenario));
  const whole = rounds.filter((parts) => parts.every(({ cost }) => cost !== undefined));
  const byName = groupBy(whole.flat() as (BillPart & { cost: number })[], ({ name }) => name);
  const parts = [...byName].map(([name, costs]) => ({ name, cost: median(costs.map(({ cost }) => cost))! }));
  const sum = parts.reduce((total, { cost }) => total + cost, 0);
  return sum > 0 ? { approach, point, parts, sum } : undefined;
}

function billFigure({ question }: SweepRecord, prices: Prices, bills: readonly Bill[]): Figure {
  const { amount } = wordsOf("money", { prices });
  const [{ path }] = question.axes as [Axis];
  const names = [...new Set(bills.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const all = bills.map(
    ({ approach, point, parts, sum }): Bar => ({
      name: `${approach} at ${point.at[0]}`,
      parts: names.map((name) => {
        const cost = parts.find((part) => part.name === name)?.cost;
        return { name, value: cost === undefined ? undefined : cost / sum, said: amount(cost) };
      }),
      said: amount(sum),
    }),
  );
  return {
    name: "sweep-bill",
    title: `What the cost of a month consists of, over ${path}`,
    finding: `${list(largestOf(bills))}. Beside each bar stands its whole sum, by the prices of ${prices.title}, ${prices.date}. Parts are medians over the rounds.`,
    header: [path, "approach", "part", "cost of a month", "share"],
    rows: bills.flatMap(({ approach, point, parts, sum }) => [
      ...parts.map(({ name, cost }) => [String(point.at[0]), approach, name, amount(cost), percent(cost / sum)]),
      [String(point.at[0]), approach, "all", amount(sum), ""],
    ]),
    draw: (width) => bars({ width, bars: all, format: percent, top: 1 }),
  };
}

/** Of each approach, the largest part over all points. */
function largestOf(bills: readonly Bill[]): string[] {
  return [...groupBy(bills, ({ approach }) => approach)].map(([approach, its]) => {
    const named = its.map(({ parts }) => parts.reduce((most, part) => (part.cost > most.cost ? part : most)).name);
    return `${approach} pays most for ${list([...new Set(named)])}`;
  });
}
