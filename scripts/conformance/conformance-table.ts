/** Rows as Markdown that is also aligned in a terminal. */
import { table } from "../../src/reporters/markdown-table.js";
import type { CaseResult } from "./case-result.js";

/** How many cases of each suite passed. */
export function summary(rows: readonly CaseResult[]): string {
  const names = [...new Set(rows.map(({ suite }) => suite))];
  return table(
    ["suite", "cases", "passed", "failed"],
    names.map((name) => {
      const own = rows.filter(({ suite }) => suite === name);
      const passed = own.filter((row) => row.passed).length;
      return [name, String(own.length), String(passed), String(own.length - passed)];
    }),
  );
}

export const everyCase = (rows: readonly CaseResult[]): string =>
  table(
    ["suite", "case", "name", "passed", "reason"],
    rows.map((row) => [row.suite, row.case, row.name, row.passed ? "yes" : "NO", row.reason]),
    { wordColumns: 5 },
  );
