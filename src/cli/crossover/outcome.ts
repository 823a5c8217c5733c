/** What `crossover` prints when it has ended: the answers first, currency by currency, then what casts doubt on them. */
import { exitCodes } from "../../errors.js";
import { asText } from "../../reporters/markdown/words.js";
import type { SweepFindings } from "../../studies/crossover/found.js";
import { crossoverSentences } from "../../studies/crossover/report/sentences.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import { doubts } from "../../studies/sweep/report/doubts.js";
import type { Environment } from "../environment.js";
import { printReportPlaces } from "../studies/report-places.js";
import { printMarkdown } from "../terminal.js";

export interface CrossoverOutcome {
  json: boolean;
  directory: string;
  /** False on a full disk. */
  isWritten: boolean;
  exitCode: number;
}

/** 5 where two approaches could not be compared at any point in any currency, 3 where nothing at all is decided. */
export function exitCodeOfCrossover({ question }: SweepRecord, { curves }: SweepFindings): number {
  const pairs = curves.flatMap((curve) => curve.pairs);
  const others = question.scenario.approaches.filter(({ name }) => name !== question.reference);
  const isCompared = ({ name }: { name: string }): boolean => pairs.some(({ approach }) => approach === name);
  if (!others.every(isCompared)) return exitCodes.unmeasured;
  const isOpen = pairs.every(({ crossover }) => crossover.kind === "undecided" && crossover.sure.length === 0);
  return isOpen ? exitCodes.inconclusive : exitCodes.pass;
}

export function printCrossover(environment: Environment, record: SweepRecord, outcome: CrossoverOutcome): void {
  const { stdout } = environment;
  const { json, directory, isWritten, exitCode } = outcome;
  const { state, failure, findings } = record;
  if (json) {
    stdout.write(`${JSON.stringify({ type: "end", state, failure, directory, exitCode, findings })}\n`);
    return;
  }
  const parts = [
    `# ${asText(record.question.scenario.title)}: who gets cheaper where`,
    crossoverSentences(findings!),
    doubts(record),
  ];
  stdout.write("\n");
  printMarkdown(environment, parts.filter((part) => part !== "").join("\n\n"));
  if (isWritten) printReportPlaces(environment, directory, "sweep");
}
