/** Plays a study trial by trial: a bench of one approach at one rate each, with fresh processes. What was played is kept at once. */
import path from "node:path";
import { type BenchOutcome, type BenchRequest, runBench } from "../../bench/bench.js";
import type { RunListener } from "../../bench/run-events.js";
import type { ErrorCode, PushbenchError } from "../../errors.js";
import type { Result } from "../../result/result.js";
import { playStudy, requireSameMachine } from "../play-study.js";
import type { StudyFile } from "../study-file.js";
import { type Judged, judgeTrial, warningsOf } from "./judge-trial.js";
import type { CapacityRecord, TrialRecord } from "./record.js";
import { type NextTrial, studyOf } from "./study.js";
import { trialScenario } from "./trial-scenario.js";

export interface PlayRequest extends Pick<BenchRequest, "entries" | "fleet" | "signal"> {
  /** It is changed as the study goes on. */
  record: CapacityRecord;
  file: StudyFile;
  listeners: readonly StudyListener[];
  /** They are told what happens in each bench. */
  runListeners?: readonly RunListener[] | undefined;
  /** What plays a trial; tests have a simulated one. */
  bench?: (request: BenchRequest) => Promise<BenchOutcome>;
}

/** `record` is the study's own, as it is now. Listeners may read it but must not change it. */
export type StudyEvent =
  | { type: "trial-started"; trial: NextTrial; doneRatio: number }
  | { type: "trial-finished"; trial: TrialRecord; record: CapacityRecord };

export type StudyListener = (event: StudyEvent) => void;

/** Resolves with the reason why the study did not complete, if it did not. */
export async function playCapacity(request: PlayRequest): Promise<PushbenchError | undefined> {
  const { record, file, listeners } = request;
  const study = studyOf(record);
  const tell = (event: StudyEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const keep = (): void => {
    Object.assign(record, study.findings());
    file.write(record);
  };
  return playStudy({
    ...{ record, keep },
    async play() {
      for (let next = study.next(); next !== undefined; next = study.next()) {
        tell({ type: "trial-started", trial: next, doneRatio: study.doneRatio });
        const trial = await play(request, next);
        record.trials.push(trial);
        study.take(trial);
        keep();
        tell({ type: "trial-finished", trial, record });
      }
    },
  });
}

/** Throws PushbenchError where the trial broke off for a reason that says nothing about the rate. */
async function play(request: PlayRequest, next: NextTrial): Promise<TrialRecord> {
  const { record, file, entries, signal, bench = runBench } = request;
  const { question, pushbenchVersion, program } = record;
  const { scenario, overrides } = trialScenario(question, next);
  const folder = `trials/${String(next.number).padStart(3, "0")}-${next.approach}`;
  const outcome = await bench({
    scenario,
    scenarioGiven: question.scenarioGiven,
    overrides: [...question.overrides, ...overrides],
    approachesGiven: question.approachesGiven,
    quick: false,
    directory: path.join(file.directory, folder),
    pushbenchVersion,
    program,
    entries,
    generators: question.generators,
    ...(request.fleet && { fleet: request.fleet }),
    port: 0,
    signal,
    ...(request.runListeners && { listeners: request.runListeners }),
    onlySlices: true,
    watchesStalls: true,
    warmUpArrivals: question.scenario.arrivals, // at its own rate: no warm-up is an overload, and all are alike
  });
  requireSameMachine(record, outcome.result.machine);
  record.machine ??= outcome.result.machine;
  const judged = judgedOutcome(outcome, hasCounted(record, next));
  return { ...next, timesScenario: next.rate / question.ownRate, folder, ...judged };
}

const hasCounted = ({ trials }: CapacityRecord, { approach }: NextTrial): boolean =>
  trials.some((trial) => trial.approach === approach && trial.outcome !== "not-counted");

/** A service that dies under a load, and lived under another, does not carry it. One that never lived has a defect. */
function judgedOutcome({ result, failure }: BenchOutcome, hasCounted: boolean): Judged {
  if (failure === undefined) return judgeTrial(result);
  const broken = brokenOff[failure.code]?.(failure, result);
  if (broken === undefined || (broken.outcome === "failed" && !hasCounted)) throw failure;
  return broken;
}

const brokenOff: Partial<Record<ErrorCode, (failure: PushbenchError, result: Result) => Judged>> = {
  "service-died": ({ message }, result) => ({
    outcome: "failed",
    reasons: [{ code: "service-died", message }],
    warnings: [...warningsOf(result), "service-died"],
    figures: {},
  }),
  // A process far beyond its limit answers late, but nobody knows which limit that was.
  "no-answer": ({ message }, result) => ({
    outcome: "not-counted",
    reasons: [{ code: "unmeasured", message }],
    warnings: warningsOf(result),
    figures: {},
  }),
};
