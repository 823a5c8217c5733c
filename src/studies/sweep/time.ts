/** How long a sweep takes: guessed before it begins, and from what its cells took once some are played. */
import type { PointPlan } from "./record.js";

/** To start, connect and end the processes of a cell. */
const AROUND_SECONDS = 2;
/** What an approach usually takes to warm up, and to be measured idle. */
const WARM_UP_SECONDS = 3.5;

/** Of a cell with all approaches. */
export function guessedSeconds({ scenario, settle }: PointPlan): number {
  const approaches = scenario.approaches.length;
  const { run } = scenario;
  const warmUp = run.start === "cold" ? 0 : Math.min(WARM_UP_SECONDS, run.warmUpSeconds);
  return (
    AROUND_SECONDS +
    approaches * (warmUp + run.measureSeconds) +
    (settle?.approaches.length ?? 0) * (settle?.seconds ?? 0)
  );
}

export interface PlayedCell {
  guessedSeconds: number;
  seconds: number;
}

/** What a guess leaves out is much the same for every cell. `left` has the guesses of those that are still to be played. */
export function secondsLeft(played: readonly PlayedCell[], left: readonly number[]): number {
  const surplus = played.reduce((sum, cell) => sum + cell.seconds - cell.guessedSeconds, 0);
  const each = played.length === 0 ? 0 : surplus / played.length;
  return left.reduce((sum, guess) => sum + Math.max(0, guess + each), 0);
}
