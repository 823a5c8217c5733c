/** What `sweep` prints when it has ended: the figures that matter most, what casts doubt on them, and where the report lies. */
import { exitCodes } from "../../errors.js";
import { asText } from "../../reporters/markdown/words.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import { doubts } from "../../studies/sweep/report/doubts.js";
import { figureTables } from "../../studies/sweep/report/tables.js";
import type { Environment } from "../environment.js";
import { printReportPlaces } from "../studies/report-places.js";
import { printMarkdown } from "../terminal.js";

export interface SweepOutcome {
  json: boolean;
  directory: string;
  /** False on a full disk. */
  isWritten: boolean;
  exitCode: number;
}

/** 5 where an approach was measured at no point at all. */
export function exitCodeOfSweep({ question, points }: SweepRecord): number {
  const isMeasured = ({ name }: { name: string }): boolean =>
    points.some(({ rounds }) =>
      rounds.some(({ approaches }) =>
        approaches.some(({ approach, wireBytesPerSecond }) => approach === name && wireBytesPerSecond !== undefined),
      ),
    );
  return question.scenario.approaches.every(isMeasured) ? exitCodes.pass : exitCodes.unmeasured;
}

export function printSweep(environment: Environment, record: SweepRecord, outcome: SweepOutcome): void {
  const { stdout } = environment;
  const { json, directory, isWritten, exitCode } = outcome;
  if (json) {
    const { state, failure, points } = record;
    const rounds = points.map(({ number, at, rounds }) => ({ number, at, rounds: rounds.length }));
    stdout.write(`${JSON.stringify({ type: "end", state, failure, directory, exitCode, points: rounds })}\n`);
    return;
  }
  const parts = [
    `# ${asText(record.question.scenario.title)}: sweep`,
    figureTables(record, { isShort: true }),
    doubts(record),
  ];
  stdout.write("\n");
  printMarkdown(environment, parts.filter((part) => part !== "").join("\n\n"));
  if (isWritten) printReportPlaces(environment, directory, "sweep");
}
