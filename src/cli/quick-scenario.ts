/** What --quick puts before the user's own overrides: one short round, long enough to show what the scenario does. */
import { quickWindowSeconds } from "../executors/quick-window.js";
import type { Scenario } from "../scenario/load.js";

const SLICE_SECONDS = 0.5;

interface Haste {
  shortestSeconds: number;
  enoughEvents: number;
}

/** With so many events, every approach has some in each slice, and a median means something. */
const TO_BE_READ: Haste = { shortestSeconds: 1, enoughEvents: 50 };
/** Events come, even where their times are left to chance; of more than that nobody reads the figures. */
export const TO_BE_PLAYED: Haste = { shortestSeconds: SLICE_SECONDS, enoughEvents: 4 };

/** With faults, the window is as long as they need. */
export function quickOverrides(
  { arrivals, faults, run }: Scenario,
  { shortestSeconds, enoughEvents }: Haste = TO_BE_READ,
): string[] {
  const overrides = ["run.rounds=1", "run.warmUpSeconds=0.5"];
  if (faults !== undefined) return overrides;
  const longest = Math.max(shortestSeconds, run.measureSeconds);
  const measureSeconds = quickWindowSeconds(arrivals, { shortest: shortestSeconds, longest, enoughEvents });
  return [
    ...overrides,
    `run.measureSeconds=${measureSeconds}`,
    `run.sliceSeconds=${Math.min(SLICE_SECONDS, run.measureSeconds)}`,
  ];
}
