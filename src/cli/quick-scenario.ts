/** What --quick puts before the user's own overrides: one short round, long enough to show what the scenario does. */
import { quickWindowSeconds } from "../executors/quick-window.js";
import type { Scenario } from "../scenario/load.js";

const SHORTEST_WINDOW_SECONDS = 1;
const SLICE_SECONDS = 0.5;

/** With faults, the window is as long as they need. */
export function quickOverrides({ arrivals, faults, run }: Scenario): string[] {
  const overrides = ["run.rounds=1", "run.warmUpSeconds=0.5"];
  if (faults !== undefined) return overrides;
  const window = { shortest: SHORTEST_WINDOW_SECONDS, longest: Math.max(SHORTEST_WINDOW_SECONDS, run.measureSeconds) };
  const measureSeconds = quickWindowSeconds(arrivals, window);
  return [
    ...overrides,
    `run.measureSeconds=${measureSeconds}`,
    `run.sliceSeconds=${Math.min(SLICE_SECONDS, run.measureSeconds)}`,
  ];
}
