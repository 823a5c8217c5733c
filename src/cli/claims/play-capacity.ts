/** Plays the search for capacities that a claim asks for, or goes on with it. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { StudyOfKind } from "../../claims/claim-schema.js";
import { packageVersion } from "../../files/installed.js";
import { STUDY_FILE } from "../../studies/study-file.js";
import { beginStudy, resumeStudy } from "../capacity/held-study.js";
import { runCapacity } from "../capacity/run-capacity.js";
import type { Environment } from "../environment.js";
import { askedOf } from "./asked.js";
import type { PlayOptions, StudyPlayed } from "./played.js";

/** They show that it works, and find no capacity. */
const QUICK = { trials: 3, seconds: 0.5 };

export async function playCapacityOf(
  environment: Environment,
  study: StudyOfKind<"capacity">,
  { quick, isResumed, directory, fleet }: PlayOptions,
): Promise<Omit<StudyPlayed, "study">> {
  const version = packageVersion(environment.packageDirectory);
  const isNew = !isResumed || !existsSync(path.join(directory, STUDY_FILE));
  const { trials, seconds } = quick ? QUICK : study;
  const none = { set: [], approach: [], approaches: undefined, trials: undefined, seconds: undefined, out: undefined };
  const held = isNew
    ? await beginStudy(
        environment,
        { ...askedOf(study), trials, seconds, generators: undefined, workers: fleet?.size, out: directory },
        version,
      )
    : await resumeStudy(environment, { ...none, generators: undefined, resume: directory }, version);
  const { failure } = await runCapacity(environment, held, { json: false, live: false, isNew, lentFleet: fleet });
  const { record } = held;
  return { shown: { capacity: record }, machine: record.machine, failure };
}
