/** Plays a sweep that is held, whichever command asked for it. */
import { findingsOf } from "../../studies/crossover/findings.js";
import { playSweep } from "../../studies/sweep/play.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import type { Environment } from "../environment.js";
import { sweepOf } from "../live/study-events.js";
import type { HeldStudy, PlayedStudy } from "../studies/held-study.js";
import { type PlayOptions, runStudy } from "../studies/run-study.js";
import { sweepProgress } from "./progress.js";

/** The folder is released when it is over. */
export function runSweep(
  environment: Environment,
  held: HeldStudy<SweepRecord>,
  options: PlayOptions,
): Promise<PlayedStudy> {
  const { record } = held;
  const progress = sweepProgress(environment.stdout, options.json);
  return runStudy(environment, held, options, {
    what: record.question.axes.map(({ path }) => path).join(" and "),
    progress,
    listenerOf: sweepOf,
    begin: () => progress.begin(record),
    play: (parts) => playSweep({ ...parts, ...(options.isHasty && { isHasty: true }) }),
    conclude: () => {
      record.findings = findingsOf(record);
    },
  });
}
