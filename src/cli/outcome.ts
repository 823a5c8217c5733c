/** What `bench` says when a run has ended: the answer, the comparison, where the reports lie. */
import path from "node:path";
import { checkObjectives } from "../gate/threshold.js";
import { answer } from "../reporters/markdown/answer.js";
import { faults, faultsAnswer } from "../reporters/markdown/faults.js";
import { comparison } from "../reporters/markdown/sections.js";
import { mergedWarnings } from "../reporters/merged-warnings.js";
import { tabulate } from "../reporters/tables.js";
import type { Result } from "../result.js";
import type { Environment } from "./environment.js";

export function printOutcome(
  { stdout, cwd }: Environment,
  result: Result,
  { json, directory }: { json: boolean; directory: string },
): void {
  if (json) {
    const objectives = checkObjectives(result);
    stdout.write(
      `${JSON.stringify({ type: "end", state: result.state, directory, objectives, warnings: result.warnings })}\n`,
    );
    return;
  }
  const tables = tabulate(result);
  const finished = result.rounds.length > 0;
  const missed = checkObjectives(result).filter(({ met }) => !met);
  const shown = path.relative(cwd, directory);
  const parts = [
    ...(finished ? [faultsAnswer(tables), answer(tables), faults(tables), comparison(tables)] : []),
    ...mergedWarnings(result.warnings).map(
      ({ code, approaches, message, advice }) =>
        `warning ${code}${approaches.length > 0 ? ` (${approaches.join(", ")})` : ""}: ${message} ${advice}`,
    ),
    ...missed.map(
      ({ approach, objective, limit, value }) =>
        `objective missed by ${approach}: ${objective}${objective === "lost" ? " (or rejected, or pending)" : ""} ${value ?? "not measured"}, limit ${limit}`,
    ),
    `Report: ${path.join(shown.startsWith("..") ? directory : shown, "report.md")}`,
  ];
  stdout.write(`\n${parts.filter((part) => part !== undefined).join("\n\n")}\n`);
}
