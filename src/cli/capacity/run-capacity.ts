/** Plays a search for capacities that is held, shows how it goes on, and writes its reports, whichever command asked for it. */
import { playCapacity } from "../../studies/capacity/play.js";
import type { CapacityRecord } from "../../studies/capacity/record.js";
import { StudyFile } from "../../studies/study-file.js";
import { studyFiles } from "../../studies/study-report.js";
import type { Environment } from "../environment.js";
import { fleetOfStudy, type StudyFleetArguments } from "../fleet/fleet-of-study.js";
import { openLive } from "../live/open-live.js";
import { benchesOf, capacityOf } from "../live/study-events.js";
import type { HeldStudy, PlayedStudy } from "../studies/held-study.js";
import { capacityProgress } from "./progress.js";

interface PlayOptions {
  json: boolean;
  live: boolean;
  isNew: boolean;
  fleet?: StudyFleetArguments;
}

/** The folder is released when it is over. */
export async function runCapacity(
  environment: Environment,
  { record, folder }: HeldStudy<CapacityRecord>,
  { json, live: isLive, isNew, fleet: asked }: PlayOptions,
): Promise<PlayedStudy> {
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const progress = capacityProgress(environment.stdout, json);
  let live: Awaited<ReturnType<typeof openLive>>;
  let fleet: Awaited<ReturnType<typeof fleetOfStudy>>;
  try {
    fleet = await fleetOfStudy(environment, asked, record.question.workers, interrupt.signal);
    const file = new StudyFile(folder.path);
    if (isNew) file.begin();
    const title = `${record.question.scenario.title}: capacity`;
    live = await openLive(environment, { live: isLive, json }, { title, folder: folder.path, isStudy: true });
    const failure = await playCapacity({
      ...{ record, file, signal: interrupt.signal },
      ...(fleet && { fleet }),
      listeners: [progress.listener, ...(live ? [capacityOf(live)] : [])],
      runListeners: live && [benchesOf(live)],
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
    });
    progress.end();
    const isWritten = failure?.code !== "output-lost";
    if (isWritten) {
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
