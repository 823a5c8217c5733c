/** The table of mutants and who found them, for docs/selftest.md. */
import { table } from "../../src/reporters/markdown-table.js";
import type { Catch } from "./hunt.js";
import { titleOf } from "./suites.js";

const HEADER = ["what is wrong with the harness", "where", "found by", "first line missed, or test failed"];

export function reportText(catches: readonly Catch[]): string {
  const survivors = catches.filter(({ finder }) => finder === undefined);
  const count = `${catches.length - survivors.length} of ${catches.length} mutants were found.`;
  return `${count}\n\n${table(HEADER, catches.map(cells))}`;
}

const cells = ({ mutant, finder, said }: Catch): string[] => [
  mutant.name,
  mutant.file.replace(/js$/, "ts"),
  finder === undefined ? "**nobody**" : titleOf(finder),
  said,
];
