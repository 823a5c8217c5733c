/** The sweep that a command plays: a new one of the command line, or one that was broken off. */
import { requireGenerators } from "../../library/require-generators.js";
import { referenceOf } from "../../result/reference.js";
import { loadCompared } from "../../scenario/compared.js";
import { parseAxes } from "../../studies/sweep/axis.js";
import { planSweep } from "../../studies/sweep/plan.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import { parseSweep } from "../../studies/sweep/sweep-schema.js";
import { transportFacts } from "../../transports/registry.js";
import { type Environment, scenarioPlaces } from "../environment.js";
import { runFolder } from "../run-folder.js";
import { type HeldStudy, heldAgain, refuseOthers } from "../studies/held-study.js";

/** An exact 95 % interval of a ratio needs no fewer. */
const ROUNDS = 6;
/** Values of a range: of the only one, and of each of two. */
const POINTS = 8;
const POINTS_OF_A_GRID = 4;

export interface AskedSweep {
  over: readonly string[];
  set: string[];
  approach: string[];
  approaches: string | undefined;
  points: number | undefined;
  rounds: number | undefined;
  generators: number | undefined;
  /** Of a fleet. */
  workers?: number | undefined;
  serviceOn?: string | undefined;
  out: string | undefined;
}

/** Throws PushbenchError before anything is written. */
export async function beginSweep(
  environment: Environment,
  asked: AskedSweep & { scenario: string },
  pushbenchVersion: string,
): Promise<HeldStudy<SweepRecord>> {
  const { over, set, approach, approaches, rounds = ROUNDS, workers, serviceOn } = asked;
  const generators = workers ?? asked.generators ?? 1;
  const axes = parseAxes(over, asked.points ?? (over.length > 1 ? POINTS_OF_A_GRID : POINTS));
  const load = async (more: readonly string[]) => {
    const overrides = [...set, ...more];
    const places = scenarioPlaces(environment);
    const scenario = await loadCompared(asked.scenario, { ...places, overrides, approach, approaches });
    requireGenerators(generators, scenario.clients);
    return scenario;
  };
  const scenario = await load([]);
  const areOfWorkers = workers !== undefined;
  const planned = await planSweep({ ...{ axes, overrides: set, rounds, generators, areOfWorkers, load } });
  const folder = runFolder(environment, asked.out, `reports/${scenario.name}`);
  const record: SweepRecord = {
    schemaVersion: 1,
    study: "sweep",
    pushbenchVersion,
    program: environment.program,
    state: "running",
    startedAt: environment.now().toISOString(),
    question: {
      scenario,
      scenarioGiven: asked.scenario,
      overrides: set,
      approachesGiven: approach,
      axes: planned.axes,
      rounds,
      generators,
      ...(workers !== undefined && { workers }),
      ...(serviceOn !== undefined && { serviceOn }),
      reference: referenceOf(scenario.approaches, transportFacts(scenario.approaches))!.name,
    },
    points: planned.points,
  };
  return { record, folder };
}

/** Throws PushbenchError where the study cannot be gone on with as it began. */
export function resumeSweep(
  environment: Environment,
  { resume, ...asked }: AskedSweep & { resume: string },
  pushbenchVersion: string,
  others: readonly string[] = ["json", "live"],
): Promise<HeldStudy<SweepRecord>> {
  const { over, set, approach, approaches, points, rounds, generators, out } = asked;
  refuseOthers({ over, set, approach, approaches, points, rounds, generators, out }, others);
  return heldAgain(environment, resume, { pushbenchVersion, parse: parseSweep });
}
