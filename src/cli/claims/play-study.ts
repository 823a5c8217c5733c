/** Plays a study of a claim by the runner that a command of its kind has, or goes on with it, and reads what it showed. */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { failureOf } from "../../bench/failure.js";
import type { Measure, PlayedStudy, StudyOfKind } from "../../claims/claim-schema.js";
import { countSides } from "../../claims/count.js";
import type { Claim } from "../../claims/read-claim.js";
import type { PushbenchError } from "../../errors.js";
import { packageVersion } from "../../files/installed.js";
import { RESULT_FILE, readResult } from "../../reporters/read-result.js";
import { readPrices } from "../../studies/crossover/price-file.js";
import { STUDY_FILE } from "../../studies/study-file.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import { beginCrossover } from "../crossover/held-crossover.js";
import type { Environment } from "../environment.js";
import type { HeldStudy } from "../studies/held-study.js";
import { beginSweep, resumeSweep } from "../sweep/held-sweep.js";
import { runSweep } from "../sweep/run-sweep.js";
import { askedOf, overOf } from "./asked.js";
import { loadAsked, playBench } from "./play-bench.js";
import { playCapacityOf } from "./play-capacity.js";
import type { PlayOptions, StudyPlayed } from "./played.js";

/** What a study cannot do is told in the claim's record. Throws only what is a defect, or says that nothing can be written. */
export async function playStudyOf(
  environment: Environment,
  { studies, measures }: Claim,
  name: string,
  options: PlayOptions,
): Promise<StudyPlayed> {
  const study = studies[name]!;
  const known = { name, kind: study.kind };
  const lacking = lackOf(study.needs?.cpus);
  if (lacking !== undefined) return { shown: { notPlayed: lacking, isOfMachine: true }, study: known };
  if (study.kind === "count")
    return { shown: { counts: countSides(study, environment.packageDirectory) }, study: known };
  const its = measures.filter((measure) => measure.study === name);
  const directory = path.join(options.directory, name);
  try {
    const played = await playOf(environment, study, its, { ...options, directory });
    const { failure } = played;
    return { ...played, study: { ...known, folder: name, ...(failure && { failure: told(failure) }) } };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return {
      shown: { notPlayed: failure.message, isOfMachine: false },
      study: { ...known, failure: told(failure) },
      failure,
    };
  }
}

const told = ({ code, message, problems }: PushbenchError) => ({
  code,
  message: [message, ...problems.map((one) => `${one.at}: ${one.message}`)].join("; "),
});

function lackOf(cpus: number | undefined): string | undefined {
  const here = os.availableParallelism();
  return cpus === undefined || here >= cpus ? undefined : `it needs ${cpus} CPUs, and this machine has ${here}`;
}

async function playOf(
  environment: Environment,
  study: PlayedStudy,
  measures: readonly Measure[],
  options: PlayOptions,
): Promise<Omit<StudyPlayed, "study">> {
  const { quick, isResumed, directory } = options;
  if (study.kind === "bench") {
    const bench = { asked: askedOf(study), rounds: study.rounds, quick, isResumed, directory };
    const { result, failure } = await playBench(environment, bench);
    return { shown: { results: [{ at: {}, result }] }, machine: result.machine, failure };
  }
  if (study.kind === "capacity") return playCapacityOf(environment, study, options);
  const held = await heldOf(environment, study, measures, options);
  const { failure } = await runSweep(environment, held, {
    json: false,
    live: false,
    isNew: held.isNew,
    isHasty: quick,
  });
  const { record } = held;
  const results = await resultsOf(record, directory);
  return {
    shown: { results, ...(record.findings && { findings: record.findings }) },
    machine: record.machine,
    failure,
  };
}

async function heldOf(
  environment: Environment,
  study: StudyOfKind<"sweep"> | StudyOfKind<"crossover">,
  measures: readonly Measure[],
  { quick, isResumed, directory }: PlayOptions,
): Promise<HeldStudy<SweepRecord> & { isNew: boolean }> {
  const version = packageVersion(environment.packageDirectory);
  const none = { over: [], set: [], approach: [], approaches: undefined, points: undefined, rounds: undefined };
  if (isResumed && existsSync(path.join(directory, STUDY_FILE))) {
    const held = await resumeSweep(
      environment,
      { ...none, generators: undefined, out: undefined, resume: directory },
      version,
    );
    return { ...held, isNew: false };
  }
  const asked = askedOf(study);
  const { overrides } = await loadAsked(environment, asked, { quick });
  const rounds = quick ? 1 : study.rounds;
  const set = overrides.filter((one) => !one.startsWith("run.rounds="));
  const given = { ...asked, ...{ set, rounds, generators: undefined, out: directory } };
  if (study.kind === "sweep") {
    const over = overOf(study, measures, { quick });
    return { ...(await beginSweep(environment, { ...given, over, points: undefined }, version)), isNew: true };
  }
  const [points, rates] = quick ? [2, quickRates(study.rates)] : [study.points, study.rates];
  const held = await beginCrossover(environment, { ...given, points, rates }, version);
  if (study.prices !== undefined)
    held.record.prices = await readPrices(path.join(environment.packageDirectory, study.prices), study.prices);
  return { ...held, isNew: true };
}

/** Low rates need long windows. */
function quickRates(rates: string): string {
  const [from, to] = rates.split("..").map(Number) as [number, number];
  return `${Math.max(from, to / 4)}..${to}`;
}

async function resultsOf({ points, question }: SweepRecord, directory: string) {
  const played = points.filter(({ folder }) => existsSync(path.join(directory, folder, RESULT_FILE)));
  return Promise.all(
    played.map(async ({ at, folder }) => ({
      at: Object.fromEntries(question.axes.map(({ path: setting }, i) => [setting, at[i]!])),
      result: await readResult(path.join(directory, folder, RESULT_FILE)),
    })),
  );
}
