/** What `bench` prints when a run has ended: the answer, the comparison, and where the reports lie. */

import path from "node:path";
import { approachesWithoutDelivery } from "../bench/nothing-measured.js";
import { exitCodes } from "../errors.js";
import { shownPath } from "../files/shown-path.js";
import { checkObjectives, missed } from "../gate/threshold.js";
import { derivedOf } from "../reporters/derived.js";
import { number } from "../reporters/format.js";
import { endingLine } from "../reporters/markdown/ending.js";
import { faults } from "../reporters/markdown/faults.js";
import { headline } from "../reporters/markdown/headline.js";
import { comparison } from "../reporters/markdown/sections.js";
import { unknowns } from "../reporters/markdown/unknowns.js";
import { asText } from "../reporters/markdown/words.js";
import { mergedWarnings } from "../reporters/merged-warnings.js";
import { tabulate } from "../reporters/tables.js";
import { timeLine } from "../reporters/time-spent.js";
import type { Result } from "../result/result.js";
import type { Environment } from "./environment.js";
import { printMarkdown } from "./terminal.js";

/**
 * 1 where an objective was missed, 5 where one was not measured or an approach delivered nothing. A quick run is no evidence, so
 * it cannot miss an objective; but one that measured nothing shows nothing either.
 */
export function exitCodeOfRun(result: Result, isQuick: boolean): number {
  const checks = isQuick ? [] : checkObjectives(result);
  if (checks.some(({ met, value }) => !met && value !== undefined)) return exitCodes.regression;
  const isUnmeasured = checks.some(({ value }) => value === undefined) || approachesWithoutDelivery(result).length > 0;
  return isUnmeasured ? exitCodes.unmeasured : exitCodes.pass;
}

export function printOutcome(
  environment: Environment,
  played: Result,
  { json, directory, isWritten }: { json: boolean; directory: string /** False on a full disk. */; isWritten: boolean },
): void {
  const { stdout, cwd } = environment;
  if (json) {
    const { comparison, objectives } = derivedOf(played);
    const { state, failure, warnings } = played;
    stdout.write(`${JSON.stringify({ type: "end", state, failure, directory, objectives, comparison, warnings })}\n`);
    return;
  }
  const tables = tabulate(played);
  const { result } = tables;
  const finished = result.rounds.length > 0;
  const parts = [
    `# ${asText(result.scenario.title)}`,
    headline(tables),
    endingLine(result),
    ...(finished ? [faults(tables), comparison(tables), unknowns(result)] : []),
    ...mergedWarnings(result.warnings).map(
      ({ code, approaches, message, advice }) =>
        `**warning ${code}**${approaches.length > 0 ? ` (${approaches.join(", ")})` : ""}: ${asText(message)} ${asText(advice)}`,
    ),
    ...missed(result, checkObjectives(result)).map(
      ({ approach, objective, limit, value }) =>
        `✗ **objective missed by ${approach}**: ${objective}${objective === "lost" ? " (or rejected, or pending)" : ""} ${value === undefined ? "not measured" : number(value)}, limit ${limit}`,
    ),
  ];
  stdout.write("\n");
  printMarkdown(environment, parts.filter((part) => part !== undefined).join("\n\n"));
  const took = timeLine(result);
  if (took !== undefined) {
    stdout.write("\n");
    printMarkdown(environment, took);
  }
  // As it is, however long: a path that is broken into lines cannot be copied
  if (isWritten) stdout.write(`\nReport: ${path.join(shownPath(directory, cwd), "report.md")}\n`);
}
