/**
 * How long the measured window of a point must be, and what must be played before it, so that it shows what the point is like in
 * the long run. Pure: from the scenario and the facts of its transports' cards. docs/sweep.md says why it is so.
 */
import { executorOf, haveEvents } from "../../executors/registry.js";
import type { Topology } from "../../flow.js";
import type { Scenario } from "../../scenario/load.js";
import { secondsToNs } from "../../units.js";
import type { PointPlan } from "./record.js";

/** So many events show a cost per event; a window at a low rate is longer, within bounds. */
const FEWEST_EVENTS = 20;
const LONGEST_WINDOW_SECONDS = 10;
/**
 * At random times, one gap in a thousand is longer than 7 times the mean. A connection whose timeout is longer than that is
 * as good as never closed.
 */
const LONGEST_GAP = 7;
/** Node closes a connection up to a second after its timeout. */
const AFTER_TIMEOUT_SECONDS = 1;
/** Nobody waits for longer at each round of each point. */
export const LONGEST_SETTLE_SECONDS = 65;

/** Of an approach: after how long without anything its connections close. Undefined: they stay. */
export type IdleSecondsOf = (approach: Scenario["approaches"][number]) => number | undefined;

export interface Steady extends Pick<PointPlan, "settle" | "doubts"> {
  measureSeconds: number;
  sliceSeconds: number;
}

export function steadyStateOf(scenario: Scenario, idleSecondsOf: IdleSecondsOf): Steady {
  const { run, faults, approaches, arrivals } = scenario;
  const own = { measureSeconds: run.measureSeconds, sliceSeconds: run.sliceSeconds, doubts: [] };
  const executor = executorOf(arrivals);
  if (executor.loop === "closed" || !haveEvents(arrivals) || faults !== undefined) return own; // it never waits; their times are the scenario's
  const period = executor.periodSeconds?.(arrivals);
  const seconds = period ?? 1;
  const perSecond = executor.expectedEvents(arrivals, secondsToNs(seconds)) / seconds;
  const wanted = Math.min(LONGEST_WINDOW_SECONDS, FEWEST_EVENTS / perSecond);
  const measureSeconds = Math.max(run.measureSeconds, Math.ceil(wanted * 10) / 10);
  // Where approaches take turns, each waits for the others as well.
  const gapSeconds = approaches.length * Math.max(period ?? 0, 1 / leastPerConnection(scenario, perSecond));
  const closing = approaches.flatMap((approach) => {
    const timeoutSeconds = idleSecondsOf(approach);
    if (timeoutSeconds === undefined) return [];
    // Nobody knows after how long a service of the user's own closes connections: it may be sooner than its senders do.
    const isCertain = approach.service === undefined && LONGEST_GAP * gapSeconds <= timeoutSeconds;
    return isCertain ? [] : [{ name: approach.name, timeoutSeconds }];
  });
  if (closing.length === 0) return { ...own, measureSeconds };
  const longest = Math.max(...closing.map(({ timeoutSeconds }) => timeoutSeconds)) + AFTER_TIMEOUT_SECONDS;
  const settleSeconds = Math.min(LONGEST_SETTLE_SECONDS, longest);
  const late = closing.filter((one) => one.timeoutSeconds + AFTER_TIMEOUT_SECONDS > settleSeconds);
  return {
    measureSeconds,
    sliceSeconds: measureSeconds, // in one turn, or the turns of the others would be gaps, too
    settle: { seconds: settleSeconds, approaches: closing.map(({ name }) => name) },
    doubts: late.map(
      ({ name, timeoutSeconds }) =>
        `connections of ${name} close after ${timeoutSeconds} s without an event, which ${settleSeconds} s before the window do not show`,
    ),
  };
}

/** How often the least busy connections have an event, per second. Every hop has connections of its own. */
function leastPerConnection({ flow, clients, roomSize = 1 }: Scenario, perSecond: number): number {
  const topology: Topology = { flow, clients, roomSize };
  if (topology.flow === "broadcast") return perSecond; // each client gets every event
  return perSecond / clients; // in a relay a client sends more rarely than it receives
}
