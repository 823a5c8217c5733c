/** The schedules of a run, one per round. The seed decides all of them before the run (measurement: one schedule). */
import { type Arrivals, executors } from "../executors/registry.js";
import { buildSchedule, type Schedule, type ScheduleRequest, scheduleFingerprint } from "../executors/schedule.js";
import type { Topology } from "../flow.js";
import type { Scenario } from "../scenario/load.js";
import { secondsToNs } from "../units.js";
import type { RoundPlan, Settle } from "./context.js";
import { warmUpPlan } from "./warm-up/warm-up-plan.js";

/** A block is long enough for some hundred events, and short enough to see costs fall. */
const LONGEST_BLOCK_SECONDS = 0.25;
const SHORTEST_BLOCK_SECONDS = 0.1;
/** Even a short warm-up has this many blocks. */
const BLOCKS_OF_A_SHORT_WARM_UP = 4;

/**
 * What round `number` plays. Every round has arrivals of its own, which are the same for every approach. A warm-up begins at the rate
 * of `warmUpArrivals`, which are those of the scenario by default, and raises it to no more than `mostEventsPerSecond`. `settle` is
 * played behind it.
 */
export function planOfRound(
  scenario: Scenario,
  topology: Topology,
  number: number,
  {
    mostEventsPerSecond = Number.POSITIVE_INFINITY,
    warmUpArrivals = scenario.arrivals,
    settle,
  }: { mostEventsPerSecond?: number; warmUpArrivals?: Arrivals; settle?: Pick<Settle, "seconds" | "arrivals"> } = {},
): RoundPlan {
  const measured = measuredSchedule(scenario, topology, number);
  const { warmUpSeconds, start } = scenario.run;
  const longestNs = secondsToNs(start === "cold" ? 0 : warmUpSeconds);
  const blockSeconds = Math.max(SHORTEST_BLOCK_SECONDS, warmUpSeconds / BLOCKS_OF_A_SHORT_WARM_UP);
  const blockNs = secondsToNs(Math.min(LONGEST_BLOCK_SECONDS, blockSeconds));
  const request = { ...requestOf(scenario, topology, number, 1), arrivals: warmUpArrivals };
  const warmUp = warmUpPlan({
    ...{ ...request, windowNs: longestNs, blockNs, mostEventsPerSecond },
    ...(settle && { settle: { arrivals: settle.arrivals, lengthNs: secondsToNs(settle.seconds) } }),
  });
  return { number, schedules: { measured, warmUp: warmUp.schedule }, warmUp };
}

/** The measured window of round `number`. */
export const measuredSchedule = (scenario: Scenario, topology: Topology, number: number): Schedule =>
  buildSchedule({
    ...requestOf(scenario, topology, number, 0),
    windowNs: secondsToNs(scenario.run.measureSeconds),
  });

const requestOf = (
  { arrivals, payload, senderSkew, run }: Scenario,
  topology: Topology,
  number: number,
  purpose: number,
): Omit<ScheduleRequest, "windowNs"> => ({
  arrivals,
  topology,
  payloadBytes: payload.bytes,
  senderSkew,
  seed: run.seed * 2_000_003 + number * 2 + purpose,
});

/** The fingerprint by which the workloads of two runs are told apart. Only one round is in memory at a time. */
export function fingerprintOfRun(scenario: Scenario, topology: Topology): string {
  function* schedules(): Generator<Schedule> {
    for (let number = 1; number <= scenario.run.rounds; number++) yield measuredSchedule(scenario, topology, number);
  }
  const { payload, run } = scenario;
  return scheduleFingerprint(schedules(), JSON.stringify([topology, payload.template, run.seed, scenario.arrivals]));
}

/** How many events each client keeps in flight in a closed loop. It is undefined in an open loop. */
export function windowPerClientOf(scenario: Scenario): number | undefined {
  const executor = executors[scenario.arrivals.executor as keyof typeof executors];
  return executor.loop === "closed" ? executor.windowPerClient(scenario.arrivals as never) : undefined;
}
