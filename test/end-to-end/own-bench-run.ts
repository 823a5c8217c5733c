/** A bench with services of the user's own, for real and as short as it can be, and what its files say of an approach. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { ApproachRound, Result } from "../../src/result/result.js";
import { csvRecords } from "../reporters/csv-records.js";
import { pushbench, shortRun } from "./command-line.js";
import { scratchFolder } from "./processes.js";

const LOAD = 'arrivals={"executor":"constant-arrival-rate","perSecond":200}';

export interface Ran {
  result: Result;
  round(approach: string): ApproachRound;
  report: string;
  stdout: string;
  /** The cells of that approach in a CSV file, by column, of each of its lines. */
  cells(file: string, approach: string): Record<string, string>[];
}

export async function ran(context: TestContext, approaches: object, ...more: string[]): Promise<Ran> {
  const out = path.join(scratchFolder(context), "report");
  const set = [`approaches=${JSON.stringify(approaches)}`, LOAD, "clients=8", "objectives={}", ...more];
  const argv = ["bench", "--scenario", "payment", "--out", out, ...shortRun(1, 0.25)];
  const { exitCode, stdout, stderr } = await pushbench([...argv, ...set.flatMap((one) => ["--set", one])]);
  assert.equal(exitCode, 0, stdout + stderr);
  const text = (file: string): string => readFileSync(path.join(out, file), "utf8");
  const result = JSON.parse(text("result.json")) as Result;
  return {
    result,
    round: (approach) => result.rounds[0]!.approaches.find((one) => one.approach === approach)!,
    report: text("report.md"),
    stdout,
    cells: (file, approach) => csvRecords(text(file)).filter((line) => line.approach === approach),
  };
}

export const filled = (cells: Record<string, string>, columns: RegExp): string[] =>
  Object.keys(cells).filter((column) => columns.test(column) && cells[column] !== "");

/** The cells of that approach in every table of the report whose first column matches. */
export function cellsOf(report: string, approach: string, label: RegExp): string[] {
  let place = -1;
  return report.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    if (line.startsWith("|") && cells[1] === "")
      place = cells.findIndex((cell) => cell.replace(/ [†‡]$/, "") === `\`${approach}\``);
    return place > 0 && label.test(cells[1] ?? "") ? [cells[place]!] : [];
  });
}
