/** What `capacity` prints when a study has ended: the answers, what casts doubt on them, the minima, and where the report lies. */
import { perSecond } from "../../reporters/format.js";
import { asText, code } from "../../reporters/markdown/words.js";
import { judgeMinimum, type Minimum, type MinimumVerdict } from "../../studies/capacity/minimum.js";
import type { CapacityRecord } from "../../studies/capacity/record.js";
import { answers, doubts } from "../../studies/capacity/report/capacity-md.js";
import type { Environment } from "../environment.js";
import { printReportPlaces } from "../studies/report-places.js";
import { printMarkdown } from "../terminal.js";

export interface CapacityOutcome {
  json: boolean;
  directory: string;
  /** False on a full disk. */
  isWritten: boolean;
  minima: readonly Minimum[];
  exitCode: number;
}

export function printCapacity(environment: Environment, record: CapacityRecord, outcome: CapacityOutcome): void {
  const { stdout } = environment;
  const { json, directory, isWritten, exitCode } = outcome;
  const minima = outcome.minima.map((minimum) => ({ ...minimum, verdict: verdictOn(minimum, record) }));
  if (json) {
    const { state, failure, answers, reference, ratios } = record;
    const end = { type: "end", state, failure, directory, exitCode, answers, reference, ratios, minima };
    stdout.write(`${JSON.stringify(end)}\n`);
    return;
  }
  const parts = [
    `# ${asText(record.question.scenario.title)}: capacity`,
    answers(record),
    doubts(record),
    minima.map((one) => `- ${minimumLine(one)}`).join("\n"),
  ];
  stdout.write("\n");
  printMarkdown(environment, parts.filter((part) => part !== "").join("\n\n"));
  if (isWritten) printReportPlaces(environment, directory, "capacity");
}

const verdictOn = (minimum: Minimum, { answers }: CapacityRecord): MinimumVerdict =>
  judgeMinimum(minimum, answers.find(({ approach }) => approach === minimum.approach)!.answer);

const words = {
  met: "✓ met",
  missed: "✗ **missed**",
  undecided: "undecided, because it lies within the interval",
  "not measured": "not measured",
} satisfies Record<MinimumVerdict, string>;

const minimumLine = ({ approach, rate, verdict }: Minimum & { verdict: MinimumVerdict }): string =>
  `minimum of ${code(approach)}, ${perSecond(rate)}: ${words[verdict]}`;
