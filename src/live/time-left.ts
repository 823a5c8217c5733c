/** About how long the run still takes, as far as anybody can tell. */
import type { LiveState } from "./live-state.js";

/** How much is played, 0…1, of the study where there is one. */
export function doneRatioOf({ study, round, rounds, doneRatio }: LiveState): number | undefined {
  if (study !== undefined) return study.doneRatio;
  return rounds === 0 ? undefined : Math.max(0, round - 1 + doneRatio) / rounds;
}

/** ms */
export function timeLeftMs(state: LiveState): number | undefined {
  const { study, nowMs, startMs } = state;
  if (study?.leftMs !== undefined) return Math.max(0, study.leftMs - (nowMs - study.toldMs));
  const done = doneRatioOf(state);
  if (done === undefined) return undefined;
  // A study that goes on had a part played when the page was opened
  const first = study?.firstDoneRatio ?? 0;
  const playedMs = study === undefined ? nowMs - startMs : study.toldMs;
  return done > first ? (playedMs * (1 - done)) / (done - first) : undefined;
}
