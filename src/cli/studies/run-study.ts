/** Plays a study that is held, shows how it goes on, and writes its reports, of whatever kind it is and whichever command asked for it. */
import type { BenchRequest } from "../../bench/bench.js";
import type { RunListener } from "../../bench/run-events.js";
import type { PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import { StudyFile } from "../../studies/study-file.js";
import { type AnyStudy, studyFiles } from "../../studies/study-report.js";
import type { Environment } from "../environment.js";
import { fleetOfStudy, type StudyFleetArguments } from "../fleet/fleet-of-study.js";
import { openLive } from "../live/open-live.js";
import { benchesOf } from "../live/study-events.js";
import type { HeldStudy, PlayedStudy } from "./held-study.js";
import { hostsOfStudy } from "./hosts-of-study.js";

export interface PlayOptions {
  json: boolean;
  live: boolean;
  isNew: boolean;
  /** Nobody reads its figures. */
  isHasty?: boolean;
  fleet?: StudyFleetArguments;
  /** A fleet that is open, and stays so: whoever plays several studies has one for all of them. */
  lentFleet?: Fleet | undefined;
}

type Live = NonNullable<Awaited<ReturnType<typeof openLive>>>;

export interface StudyParts<Kind, Listener> extends Pick<BenchRequest, "entries" | "fleet" | "signal"> {
  record: Kind;
  file: StudyFile;
  listeners: Listener[];
  runListeners: RunListener[];
}

/** What differs from one kind of study to another. */
export interface KindOfStudy<Kind, Listener> {
  /** What the live page's title says of it, after the scenario. */
  what: string;
  progress: { listener: Listener; end(): void };
  listenerOf(live: Live): Listener;
  /** Before anything is played. */
  begin?(): void;
  play(parts: StudyParts<Kind, Listener>): Promise<PushbenchError | undefined>;
  /** Puts into the record what follows from all that was played. */
  conclude?(): void;
}

/** The folder is released when it is over. */
export async function runStudy<Kind extends AnyStudy, Listener>(
  environment: Environment,
  { record, folder }: HeldStudy<Kind>,
  { json, live: isLive, isNew, fleet: asked, lentFleet }: PlayOptions,
  { what, progress, listenerOf, begin, play, conclude }: KindOfStudy<Kind, Listener>,
): Promise<PlayedStudy> {
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const { scenario } = record.question;
  let live: Awaited<ReturnType<typeof openLive>>;
  let fleet: Awaited<ReturnType<typeof fleetOfStudy>>;
  try {
    fleet = await fleetOfStudy(environment, asked, record.question, interrupt.signal);
    const players = lentFleet ?? fleet;
    const file = new StudyFile(folder.path);
    if (isNew) file.begin();
    begin?.();
    const title = `${scenario.title}: ${what}`;
    live = await openLive(environment, { live: isLive, json }, { title, folder: folder.path, isStudy: true });
    const failure = await play({
      ...{ record, file, signal: interrupt.signal },
      ...(players && { fleet: players }),
      listeners: [progress.listener, ...(live ? [listenerOf(live)] : [])],
      runListeners: [
        ...(live ? [benchesOf(live)] : []),
        ...(players && !json ? [hostsOfStudy(environment.stdout)] : []),
      ],
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
    });
    progress.end();
    conclude?.();
    const isWritten = failure?.code !== "output-lost";
    if (isWritten) {
      if (conclude !== undefined) file.write(record);
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
