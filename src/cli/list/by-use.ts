/** The scenarios as a list for people: under each use those that stand for it, in columns that are as wide in every group. */
import type { ScenarioListing } from "../../scenario/load.js";
import { type Use, useNames, uses } from "../../scenario/uses.js";

const HEADER = ["scenario", "flow", "title"] as const;
const INDENT = "  ";

/** Those that name no use come last: they are one's own, or cannot be read. */
export function listByUse(scenarios: readonly ScenarioListing[]): string {
  const rows = scenarios.map(({ name, flow, title, error }) => [name, flow ?? "-", title ?? `(${error})`] as const);
  const [nameWidth, flowWidth] = [0, 1].map((column) =>
    Math.max(...[HEADER, ...rows].map((row) => row[column]!.length)),
  );
  const line = ([name, flow, title]: readonly [string, string, string]): string =>
    `${INDENT}${name.padEnd(nameWidth!)}  ${flow.padEnd(flowWidth!)}  ${title}\n`;
  const group = (heading: string, use: Use | undefined): string => {
    const its = rows.filter((_, i) => scenarios[i]!.use === use);
    return its.length === 0 ? "" : `\n${heading}\n${its.map(line).join("")}`;
  };
  const named = useNames.map((use) => group(`${use}: ${uses[use]}`, use));
  return [line(HEADER), ...named, group("without a use:", undefined)].join("");
}
