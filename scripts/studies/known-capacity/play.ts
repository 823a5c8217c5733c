/** One search for a capacity that is known, with the service's limit measured before it and after it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Environment } from "../../../src/cli/environment.js";
import { run } from "../../../src/cli/run.js";
import { monotonicNs } from "../../../src/clock.js";
import { exitCodes, PushbenchError } from "../../../src/errors.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import type { ApproachAnswer, CapacityRecord, TrialRecord } from "../../../src/studies/capacity/record.js";
import { STUDY_FILE } from "../../../src/studies/study-file.js";
import { nsToSeconds } from "../../../src/units.js";
import { ofKnownCapacity } from "../wrk/services.js";
import type { ClosedLoop } from "../wrk/target.js";
import { closedLoop } from "./closed-loop.js";

const NAME = "known";
/** A trial's length. In one of a second, the 40 ms that a fresh service needs for its first connections are still a queue at its end. */
const SECONDS = 4;
/** The first trial's rate is this share of the known one. */
const START_RATIO = 0.4;

export interface KnownCapacityRow extends Pick<ApproachAnswer, "answer" | "counted" | "inVain"> {
  study: number;
  turnUs: number;
  before: ClosedLoop;
  after: ClosedLoop;
  /** By warning, in how many trials that counted. */
  warned: Partial<Record<TrialRecord["warnings"][number], number>>;
  trials: number;
  /** Of the search alone. */
  seconds: number;
}

/** Throws PushbenchError where the search breaks off. */
export async function playKnown(study: number, turnUs: number, environment: Environment): Promise<KnownCapacityRow> {
  const folder = scratchFolder("known-capacity");
  try {
    const before = await closedLoop(turnUs);
    const startedNs = monotonicNs();
    const record = await searched(study, turnUs, environment, path.join(folder.path, "study"));
    const seconds = nsToSeconds(monotonicNs() - startedNs);
    const { answer, counted, inVain } = record.answers[0]!;
    const after = await closedLoop(turnUs);
    const warned: KnownCapacityRow["warned"] = {};
    for (const { outcome, warnings } of record.trials)
      if (outcome !== "not-counted") for (const warning of warnings) warned[warning] = (warned[warning] ?? 0) + 1;
    return { study, turnUs, before, after, answer, counted, inVain, warned, trials: record.trials.length, seconds };
  } finally {
    folder.remove();
  }
}

/** As the command line does it. The service warms itself up, so a trial need not. */
async function searched(seed: number, turnUs: number, environment: Environment, out: string): Promise<CapacityRecord> {
  const arrivals = { executor: "constant-arrival-rate", perSecond: (START_RATIO * 1e6) / turnUs };
  const settings = { run: { start: "cold", seed }, objectives: { latencyP99Ms: 200, lost: 0 }, arrivals };
  const { run: timing, ...whole } = settings;
  const set = [
    ...Object.entries(whole).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    ...Object.entries(timing).map(([name, value]) => `run.${name}=${value}`),
  ].flatMap((one) => ["--set", one]);
  const command = ofKnownCapacity(turnUs).command.replace(/^exec /, "");
  const argv = ["capacity", "github-events", "--approach", `${NAME}=http://localhost:1/ ${command}`];
  const said: string[] = [];
  const keep = { isTTY: false, columns: 80, write: (text: string) => void said.push(text) };
  const exitCode = await run({ ...environment, stdout: keep, stderr: keep }, [
    ...[...argv, "--approaches", NAME, "--seconds", `${SECONDS}`, "--out", out, ...set],
  ]);
  if (exitCode === exitCodes.pass || exitCode === exitCodes.unmeasured)
    return JSON.parse(readFileSync(path.join(out, STUDY_FILE), "utf8")) as CapacityRecord;
  throw new PushbenchError("usage", `pushbench capacity ended with exit code ${exitCode}: ${said.join("").trim()}`);
}
