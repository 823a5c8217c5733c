/** Events of a run that nobody played. */
import type { SliceFinished } from "../../src/bench/run-events.js";
import type { LiveEvent } from "../../src/live/live-event.js";
import { emptyState, type LiveState, reduce } from "../../src/live/live-state.js";
import type { Result } from "../../src/result/result.js";
import { resultOf } from "../reporters/fixture.js";

export const slice = (approach: string, other: Partial<SliceFinished> = {}): SliceFinished => ({
  type: "slice-finished",
  approach,
  phase: "measured",
  round: 1,
  doneRatio: 0.5,
  eventsDue: 200,
  deliveries: 1800,
  deliveriesPerSecond: 1800,
  latencyP50Ns: 0.6e6,
  latencyP99Ns: 2e6,
  serviceCpuNs: 0.2e9,
  generatorCpuNs: 0.3e9,
  elapsedNs: 1e9,
  lengthNs: 1e9,
  failed: false,
  ...other,
});

/** The run's own result as it was when that many rounds had ended. */
export const after = (result: Result, rounds: number): Result => ({
  ...result,
  rounds: result.rounds.slice(0, rounds),
});

/** A run of so many rounds, with one slice of each approach in each. */
export function eventsOf(rounds: number, result = resultOf(rounds)): LiveEvent[] {
  const begun = after(result, 0);
  return [
    { type: "run-started", result: begun },
    ...result.rounds.flatMap(({ number }): LiveEvent[] => [
      { type: "round-started", round: number },
      ...result.approaches.map(({ name, arm }) =>
        slice(name, { round: number, doneRatio: 1, ...(arm !== undefined && { arm }) }),
      ),
      { type: "round-finished", result: after(result, number) },
    ]),
  ];
}

/** The state when all were told, one a second. */
export const told = (events: readonly LiveEvent[], state: LiveState = emptyState("Team chat")): LiveState =>
  events.reduce((so, event, i) => reduce(so, event, state.nowMs + (i + 1) * 1e3), state);
