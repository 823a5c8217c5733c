/** The schedule of a run: one per round, all decided before the run from its seed (rule 1). */
import { executors } from "../executors/registry.js";
import { buildSchedule, type Schedule, scheduleFingerprint } from "../executors/schedule.js";
import type { Topology } from "../flow.js";
import type { Phase } from "../generators/slice.js";
import type { Scenario } from "../scenario/load.js";
import { secondsToNs } from "../units.js";

/** The warm-up may last up to this many times its asked length. */
const WARM_UP_PATIENCE = 3;

export const warmUpLimitSeconds = (scenario: Scenario): number => scenario.run.warmUpSeconds * WARM_UP_PATIENCE;

/** The schedules of round `number`: every round has arrivals of its own, the same for every approach. */
export function schedulesOfRound(scenario: Scenario, topology: Topology, number: number): Record<Phase, Schedule> {
  const build = (windowSeconds: number, purpose: number): Schedule =>
    buildSchedule({
      arrivals: scenario.arrivals,
      topology,
      payloadBytes: scenario.payload.bytes,
      windowNs: secondsToNs(windowSeconds),
      seed: scenario.run.seed * 2_000_003 + number * 2 + purpose,
    });
  return { measured: build(scenario.run.measureSeconds, 0), warmUp: build(warmUpLimitSeconds(scenario), 1) };
}

/** What tells two runs' workloads apart. One round is held in memory at a time. */
export function fingerprintOfRun(scenario: Scenario, topology: Topology): string {
  function* schedules(): Generator<Schedule> {
    for (let number = 1; number <= scenario.run.rounds; number++)
      yield schedulesOfRound(scenario, topology, number).measured;
  }
  const { payload, run } = scenario;
  return scheduleFingerprint(schedules(), JSON.stringify([topology, payload.template, run.seed, scenario.arrivals]));
}

/** Events each client keeps in flight in a closed loop; undefined in an open one. */
export function windowPerClientOf(scenario: Scenario): number | undefined {
  const executor = executors[scenario.arrivals.executor as keyof typeof executors];
  return executor.loop === "closed" ? executor.windowPerClient(scenario.arrivals as never) : undefined;
}
