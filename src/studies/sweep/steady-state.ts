/**
 * How long the measured window of a point must be, and what must be played before it, so that it shows what the point is like in
 * the long run. Pure: from the scenario and the facts of its transports' cards. docs/sweep.md says why it is so.
 */
import type { Settle } from "../../bench/context.js";
import { type Arrivals, executorOf, haveEvents } from "../../executors/registry.js";
import { deliveriesPerEvent, SERVICE, type Topology } from "../../flow.js";
import type { Scenario } from "../../scenario/load.js";
import { secondsToNs } from "../../units.js";
import type { PointPlan } from "./record.js";

/** So many events show a cost per event; a window at a low rate is longer, within bounds. */
const FEWEST_EVENTS = 20;
const LONGEST_WINDOW_SECONDS = 8;
/**
 * At random times, one gap in a thousand is longer than 7 times the mean. A connection whose timeout is longer than that is
 * as good as never closed.
 */
const LONGEST_GAP = 7;
/** A service of the user's own may close connections sooner than its senders do. Nobody knows when, but hardly ever so soon. */
const SHORTEST_UNKNOWN_SECONDS = 1;
/** Node closes a connection up to a second after its timeout. */
const AFTER_TIMEOUT_SECONDS = 1;
/** Timeouts up to this are waited for. */
const LONGEST_WAIT_SECONDS = 10;
/** What comes in place of a longer wait: its events within so many seconds, or in more of them where that were too many for a second. */
const FOLDED_SECONDS = 3;
const MOST_DELIVERIES_PER_SECOND = 4_000;

/** Of an approach: after how long without an event its connections close. Undefined: they stay. */
export type IdleSecondsOf = (approach: Scenario["approaches"][number]) => number | undefined;

export interface Steady extends Pick<PointPlan, "settle" | "doubts"> {
  measureSeconds: number;
  sliceSeconds: number;
}

export function steadyStateOf(scenario: Scenario, idleSecondsOf: IdleSecondsOf): Steady {
  const { run, faults, approaches, arrivals } = scenario;
  const own = { measureSeconds: run.measureSeconds, sliceSeconds: run.sliceSeconds, doubts: [] };
  const executor = executorOf(arrivals);
  if (executor.loop === "closed" || !haveEvents(arrivals) || faults !== undefined) return own;
  const period = executor.periodSeconds?.(arrivals) || undefined;
  const perSecond = executor.expectedEvents(arrivals, secondsToNs(period ?? 1)) / (period ?? 1);
  const wanted = Math.min(LONGEST_WINDOW_SECONDS, FEWEST_EVENTS / perSecond);
  const measureSeconds = Math.max(run.measureSeconds, Math.ceil(wanted * 10) / 10);
  // Where approaches take turns, each waits for the others as well.
  const gapSeconds = approaches.length * Math.max(period ?? 0, 1 / leastPerConnection(scenario, perSecond));
  const closing = approaches.flatMap((approach): Closing[] => {
    const timeoutSeconds = idleSecondsOf(approach);
    if (timeoutSeconds === undefined) return [];
    const isOwn = approach.service !== undefined;
    const shortestSeconds = isOwn ? Math.min(SHORTEST_UNKNOWN_SECONDS, timeoutSeconds) : timeoutSeconds;
    if (LONGEST_GAP * gapSeconds <= shortestSeconds) return [];
    return [{ name: approach.name, timeoutSeconds, isOwn }];
  });
  if (closing.length === 0) return { ...own, measureSeconds };
  const timeoutSeconds = Math.max(...closing.map((one) => one.timeoutSeconds));
  const isUncertain = closing.some(({ isOwn }) => isOwn);
  const settle = {
    approaches: closing.map(({ name }) => name),
    ...settling(scenario, { timeoutSeconds, measureSeconds, perSecond, isUncertain }),
  };
  return {
    measureSeconds,
    sliceSeconds: measureSeconds, // in one turn, or the turns of the others would be gaps, too
    settle,
    doubts: doubtsOf(closing, settle.fromClosed),
  };
}

/** An approach whose connections may close between two events. */
interface Closing {
  name: string;
  timeoutSeconds: number;
  isOwn: boolean;
}

/** How often the least busy connections have an event, per second. Every hop has connections of its own. */
function leastPerConnection({ flow, clients }: Scenario, perSecond: number): number {
  if (flow === "broadcast") return perSecond; // each client gets every event
  return perSecond / clients; // in a relay a client sends no more often than it receives
}

interface Wait {
  timeoutSeconds: number;
  measureSeconds: number;
  perSecond: number;
  /** Whether something may close within the wait that nobody knows of, so that a part of it is waited for in any case. */
  isUncertain: boolean;
}

function settling(scenario: Scenario, wait: Wait): Omit<Settle, "approaches"> {
  const { timeoutSeconds, measureSeconds, perSecond, isUncertain } = wait;
  if (timeoutSeconds + AFTER_TIMEOUT_SECONDS <= LONGEST_WAIT_SECONDS)
    return { seconds: timeoutSeconds + AFTER_TIMEOUT_SECONDS, arrivals: scenario.arrivals, fromClosed: false };
  const waited = isUncertain ? LONGEST_WAIT_SECONDS : 0;
  // In the middle of the window as many connections are open as had an event within their timeout.
  const foldedSeconds = Math.max(FOLDED_SECONDS, timeoutSeconds - waited - measureSeconds / 2);
  const { flow, clients, roomSize = 1 } = scenario;
  const topology: Topology = { flow, clients, roomSize };
  const deliveries = perSecond * foldedSeconds * deliveriesPerEvent(topology, flow === "broadcast" ? SERVICE : 0);
  const needed = Math.ceil((deliveries / MOST_DELIVERIES_PER_SECOND) * 10) / 10;
  const seconds = Math.min(foldedSeconds, Math.max(FOLDED_SECONDS, needed));
  const folded = (perSecond * foldedSeconds) / seconds;
  const arrivals: Arrivals = {
    executor: "ramping-arrival-rate",
    startPerSecond: folded,
    stages: [
      { durationSeconds: seconds, perSecond: folded },
      { durationSeconds: 0, perSecond },
    ],
  };
  return { seconds: seconds + waited, arrivals, fromClosed: true };
}

/** A fold keeps nobody waiting, so what closes within it is not seen to close. */
const doubtsOf = (closing: readonly Closing[], fromClosed: boolean): string[] =>
  closing.flatMap(({ name, timeoutSeconds, isOwn }) =>
    fromClosed && isOwn
      ? [
          `whether the service of ${name} closes idle connections after ${LONGEST_WAIT_SECONDS} to ${timeoutSeconds} s is not known, and would not show`,
        ]
      : [],
  );
