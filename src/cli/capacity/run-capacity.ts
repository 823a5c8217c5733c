/** Plays a search for capacities that is held, whichever command asked for it. */
import { playCapacity } from "../../studies/capacity/play.js";
import type { CapacityRecord } from "../../studies/capacity/record.js";
import type { Environment } from "../environment.js";
import { capacityOf } from "../live/study-events.js";
import type { HeldStudy, PlayedStudy } from "../studies/held-study.js";
import { type PlayOptions, runStudy } from "../studies/run-study.js";
import { capacityProgress } from "./progress.js";

/** The folder is released when it is over. */
export const runCapacity = (
  environment: Environment,
  held: HeldStudy<CapacityRecord>,
  options: PlayOptions,
): Promise<PlayedStudy> =>
  runStudy(environment, held, options, {
    what: "capacity",
    progress: capacityProgress(environment.stdout, options.json),
    listenerOf: capacityOf,
    play: playCapacity,
  });
