/** Plays the search for capacities that a claim asks for, or goes on with it. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { StudyOfKind } from "../../claims/claim-schema.js";
import { packageVersion } from "../../files/installed.js";
import { playCapacity } from "../../studies/capacity/play.js";
import { STUDY_FILE, StudyFile } from "../../studies/study-file.js";
import { studyFiles } from "../../studies/study-report.js";
import { beginStudy, resumeStudy } from "../capacity/held-study.js";
import { capacityProgress } from "../capacity/progress.js";
import type { Environment } from "../environment.js";
import { askedOf } from "./asked.js";
import type { PlayOptions, StudyPlayed } from "./played.js";

/** They show that it works, and find no capacity. */
const QUICK = { trials: 3, seconds: 0.5 };

export async function playCapacityOf(
  environment: Environment,
  study: StudyOfKind<"capacity">,
  { quick, isResumed, directory }: PlayOptions,
): Promise<Omit<StudyPlayed, "study">> {
  const version = packageVersion(environment.packageDirectory);
  const isNew = !isResumed || !existsSync(path.join(directory, STUDY_FILE));
  const { trials, seconds } = quick ? QUICK : study;
  const none = { set: [], approach: [], approaches: undefined, trials: undefined, seconds: undefined, out: undefined };
  const { record, folder } = isNew
    ? await beginStudy(
        environment,
        { ...askedOf(study), trials, seconds, generators: undefined, out: directory },
        version,
      )
    : await resumeStudy(environment, { ...none, generators: undefined, resume: directory }, version);
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const progress = capacityProgress(environment.stdout, false);
  try {
    const file = new StudyFile(folder.path);
    if (isNew) file.begin();
    const failure = await playCapacity({
      record,
      file,
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
      signal: interrupt.signal,
      listeners: [progress.listener],
    });
    progress.end();
    if (failure?.code !== "output-lost") file.writeBeside(studyFiles(record, folder.path));
    return { shown: { capacity: record }, machine: record.machine, failure };
  } finally {
    progress.end();
    folder.release();
    stopListening();
  }
}
