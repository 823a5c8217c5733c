/** What each approach costs, and of what that is made: CPU, bytes on the wire, memory. */
import { bars } from "../charts/bars.js";
import type { Figure } from "../charts/drawing.js";
import type { Tables } from "../tables.js";
import { type Stack, stacked, stacks } from "./cost-stacks.js";
import { doubtsOf } from "./doubts.js";
import { named } from "./named.js";

/** One figure for each currency of which something is known. */
export const costFigures = (tables: Tables): Figure[] =>
  stacks
    .filter(({ whole }) => tables.summary.some((row) => whole(row) !== undefined))
    .map((stack) => figureOf(stack, tables));

function figureOf(stack: Stack, tables: Tables): Figure {
  const { name, title, about, whole, format, isBytes } = stack;
  const all = tables.summary.map((row) => ({ row, parts: stacked(stack, row) }));
  const isShown = (part: string): boolean =>
    all.some(({ parts }) => parts.some((one) => one.name === part && one.value !== undefined));
  const order = [
    ...stack.parts.map((part) => part.name),
    stack.rest,
    ...all.flatMap(({ parts }) => parts.map((one) => one.name)),
  ];
  const names = [...new Set(order)].filter(isShown);
  const partOf = (parts: (typeof all)[number]["parts"], part: string): number | undefined =>
    parts.find((one) => one.name === part)?.value;
  return {
    name,
    title,
    finding: `${all.map(({ row }) => `${row.approach} ${whole(row) === undefined ? "unknown" : format(whole(row))}`).join("; ")}.`,
    doubts: doubtsOf(tables, about),
    header: ["approach", ...names, ...(names.length > 1 ? ["together"] : [])],
    rows: all.map(({ row, parts }) => [
      named(row),
      ...names.map((part) => format(partOf(parts, part))),
      ...(names.length > 1 ? [format(whole(row))] : []),
    ]),
    draw: (width) =>
      bars({
        width,
        format,
        isBytes,
        bars: all.map(({ row, parts }) => ({
          name: named(row),
          parts: names.map((part) => ({ name: part, value: partOf(parts, part) })),
          said: whole(row) === undefined ? "unknown" : format(whole(row)),
        })),
      }),
  };
}
