/** What became of the deliveries that were due: the balance as bars of equal length. */
import { bars } from "../charts/bars.js";
import type { Figure } from "../charts/drawing.js";
import { count, percent } from "../format.js";
import { list } from "../markdown/words.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { doubtsOf } from "./doubts.js";
import { named } from "./named.js";

const parts = [
  ["deliveries", "delivered"],
  ["lost", "lost"],
  ["rejected", "rejected"],
  ["pending", "pending: still tried at the end"],
] as const;

/** Undefined where nothing was due. */
export function balanceFigure(tables: Tables): Figure | undefined {
  const rows = tables.summary.filter(({ expected }) => expected);
  if (rows.length === 0) return undefined;
  const shareOf = (row: Row, key: (typeof parts)[number][0]): number => (row[key] ?? 0) / row.expected!;
  // A part that no approach has would only fill the legend
  const shown = parts.filter(([key]) => rows.some((row) => row[key]));
  return {
    name: "balance",
    title: "What became of the deliveries",
    finding: `${rows.map((row) => `${row.approach}: ${count(row.deliveries)} of ${count(row.expected)} delivered${missing(row)}`).join("; ")}.`,
    doubts: doubtsOf(tables, "deliveries"),
    header: ["approach", "expected", ...parts.map(([, name]) => name), "unaccounted for"],
    rows: rows.map((row) => [
      named(row),
      count(row.expected),
      ...parts.map(([key]) => count(row[key])),
      count(row.unaccounted),
    ]),
    draw: (width) =>
      bars({
        width,
        top: 1,
        format: (value) => percent(value),
        bars: rows.map((row) => ({
          name: named(row),
          parts: shown.map(([key, name]) => ({ name, value: shareOf(row, key), said: count(row[key]) })),
          said: `${count(row.deliveries)} of ${count(row.expected)}`,
        })),
      }),
  };
}

function missing(row: Row): string {
  const kinds = parts.slice(1).flatMap(([key, name]) => (row[key] ? [`${count(row[key])} ${name}`] : []));
  return kinds.length === 0 ? "" : `, ${list(kinds)}`;
}
