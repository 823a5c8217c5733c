/** The study that `capacity` plays: a new one of the command line, or one that was broken off. */
import { requireGenerators } from "../../library/require-generators.js";
import { referenceOf } from "../../result/reference.js";
import { loadCompared } from "../../scenario/compared.js";
import { requirePlayable } from "../../scenario/own-services.js";
import { questionOf } from "../../studies/capacity/question.js";
import { type CapacityRecord, STUDY_SCHEMA_VERSION } from "../../studies/capacity/record.js";
import { parseCapacity } from "../../studies/capacity/study-schema.js";
import { transportFacts } from "../../transports/registry.js";
import { type Environment, scenarioPlaces } from "../environment.js";
import { runFolder } from "../run-folder.js";
import { type HeldStudy, heldAgain, refuseOthers } from "../studies/held-study.js";

const TRIALS = 24;
const SECONDS = 2;

interface Asked {
  set: string[];
  approach: string[];
  approaches: string | undefined;
  trials: number | undefined;
  seconds: number | undefined;
  generators: number | undefined;
  /** Of a fleet. */
  workers?: number | undefined;
  serviceOn?: string | undefined;
  out: string | undefined;
}

/** Throws PushbenchError before anything is written. */
export async function beginStudy(
  environment: Environment,
  asked: Asked & { scenario: string },
  pushbenchVersion: string,
): Promise<HeldStudy<CapacityRecord>> {
  const { set: overrides, approach, approaches, trials = TRIALS, seconds = SECONDS, workers, serviceOn } = asked;
  const generators = workers ?? asked.generators ?? 1;
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
    ...(workers !== undefined && { workers }),
    ...(serviceOn !== undefined && { serviceOn }),
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
export function resumeStudy(
  environment: Environment,
  { resume, ...asked }: Asked & { resume: string },
  pushbenchVersion: string,
): Promise<HeldStudy<CapacityRecord>> {
  const { set, approach, approaches, trials, seconds, generators, out } = asked;
  refuseOthers({ set, approach, approaches, trials, seconds, generators, out }, ["min", "json", "live"]);
  return heldAgain(environment, resume, { pushbenchVersion, parse: parseCapacity });
}
