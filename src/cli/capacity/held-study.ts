/** The study that `capacity` plays: a new one of the command line, or one that was broken off. */
import path from "node:path";
import { PushbenchError } from "../../errors.js";
import { claimFolder, type OutputFolder } from "../../files/output-folder.js";
import { requireGenerators } from "../../library/require-generators.js";
import { referenceOf } from "../../result/reference.js";
import { loadCompared } from "../../scenario/compared.js";
import { requirePlayable } from "../../scenario/own-services.js";
import { questionOf } from "../../studies/capacity/question.js";
import { type CapacityRecord, STUDY_SCHEMA_VERSION } from "../../studies/capacity/record.js";
import { readStudy } from "../../studies/capacity/study-file.js";
import { transportFacts } from "../../transports/registry.js";
import { type Environment, scenarioPlaces } from "../environment.js";
import { runFolder } from "../run-folder.js";

const TRIALS = 24;
const SECONDS = 2;

interface Asked {
  set: string[];
  approach: string[];
  approaches: string | undefined;
  trials: number | undefined;
  seconds: number | undefined;
  generators: number | undefined;
  out: string | undefined;
}

export interface HeldStudy {
  record: CapacityRecord;
  folder: OutputFolder;
}

/** Throws PushbenchError before anything is written. */
export async function beginStudy(
  environment: Environment,
  asked: Asked & { scenario: string },
  pushbenchVersion: string,
): Promise<HeldStudy> {
  const { set: overrides, approach, approaches, trials = TRIALS, seconds = SECONDS, generators = 1 } = asked;
  const places = scenarioPlaces(environment);
  const scenario = await loadCompared(asked.scenario, { ...places, overrides, approach, approaches });
  await requirePlayable(scenario);
  requireGenerators(generators, scenario.clients);
  const question = questionOf({
    scenario,
    scenarioGiven: asked.scenario,
    overrides,
    approachesGiven: approach,
    trials,
    seconds,
    generators,
  });
  const folder = runFolder(environment, asked.out, `reports/${scenario.name}`);
  const record: CapacityRecord = {
    schemaVersion: STUDY_SCHEMA_VERSION,
    study: "capacity",
    pushbenchVersion,
    program: environment.program,
    state: "running",
    startedAt: environment.now().toISOString(),
    question,
    trials: [],
    answers: [],
    reference: referenceOf(scenario.approaches, transportFacts(scenario.approaches))!.name,
    ratios: [],
  };
  return { record, folder };
}

/** Throws PushbenchError where the study cannot be gone on with as it began. */
export async function resumeStudy(
  { cwd }: Environment,
  { resume, ...asked }: Asked & { resume: string },
  pushbenchVersion: string,
): Promise<HeldStudy> {
  refuseOthers(asked);
  const directory = path.resolve(cwd, resume);
  const record = await readStudy(directory);
  if (record.pushbenchVersion !== pushbenchVersion) {
    throw new PushbenchError(
      "study-invalid",
      `pushbench ${record.pushbenchVersion} began the study, and this is ${pushbenchVersion}: their trials may not be alike.`,
      { hint: "Go on with that release, or begin a new study." },
    );
  }
  return { record, folder: claimFolder(directory) };
}

/** What is played was decided when the study began. */
function refuseOthers({ set, approach, ...single }: Asked): void {
  const given = [
    ...(set.length > 0 ? ["--set"] : []),
    ...(approach.length > 0 ? ["--approach"] : []),
    ...(["approaches", "trials", "seconds", "generators", "out"] as const)
      .filter((name) => single[name] !== undefined)
      .map((name) => `--${name}`),
  ];
  if (given.length === 0) return;
  throw new PushbenchError("usage", `${given.join(", ")} cannot be changed any more: --resume goes on as it began.`, {
    hint: "Only --min and --json go with --resume.",
  });
}
