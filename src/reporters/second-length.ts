import type { ApproachRound, TimelinePoint } from "../result/result.js";
import { NS_PER_SECOND, nsToSeconds } from "../units.js";

/** The last second of a window of 2.5 s lasts half a second. */
export const lengthSeconds = ({ windowNs }: ApproachRound, { second }: TimelinePoint): number =>
  Math.min(1, nsToSeconds(windowNs - second * NS_PER_SECOND));
