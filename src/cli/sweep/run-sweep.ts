/** Plays a sweep that is held, shows how it goes on, and writes its reports, whichever command asked for it. */
import { findingsOf } from "../../studies/crossover/findings.js";
import { StudyFile } from "../../studies/study-file.js";
import { studyFiles } from "../../studies/study-report.js";
import { playSweep } from "../../studies/sweep/play.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import type { Environment } from "../environment.js";
import { fleetOfStudy, type StudyFleetArguments } from "../fleet/fleet-of-study.js";
import { openLive } from "../live/open-live.js";
import { benchesOf, sweepOf } from "../live/study-events.js";
import type { HeldStudy, PlayedStudy } from "../studies/held-study.js";
import { sweepProgress } from "./progress.js";

interface PlayOptions {
  json: boolean;
  live: boolean;
  isNew: boolean;
  fleet?: StudyFleetArguments;
}

/** The folder is released when it is over. */
export async function runSweep(
  environment: Environment,
  { record, folder }: HeldStudy<SweepRecord>,
  { json, live: isLive, isNew, fleet: asked }: PlayOptions,
): Promise<PlayedStudy> {
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const progress = sweepProgress(environment.stdout, json);
  let live: Awaited<ReturnType<typeof openLive>>;
  let fleet: Awaited<ReturnType<typeof fleetOfStudy>>;
  try {
    fleet = await fleetOfStudy(environment, asked, record.question.workers, interrupt.signal);
    const file = new StudyFile(folder.path);
    if (isNew) file.begin();
    progress.begin(record);
    const title = `${record.question.scenario.title}: ${record.question.axes.map(({ path }) => path).join(" and ")}`;
    live = await openLive(environment, { live: isLive, json }, { title, folder: folder.path, isStudy: true });
    const failure = await playSweep({
      ...{ record, file, signal: interrupt.signal },
      ...(fleet && { fleet }),
      listeners: [progress.listener, ...(live ? [sweepOf(live)] : [])],
      runListeners: live && [benchesOf(live)],
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
    });
    progress.end();
    record.findings = findingsOf(record);
    const isWritten = failure?.code !== "output-lost";
    if (isWritten) {
      file.write(record);
      const files = studyFiles(record, folder.path);
      file.writeBeside(files);
      live?.showEnd(files);
    }
    return { failure, isWritten };
  } finally {
    progress.end();
    await fleet?.close();
    await live?.close();
    folder.release();
    stopListening();
  }
}
