/**
 * A window without events, or events without any delivery: then no other figure means anything, however good it looks. Where the
 * arrivals have no events on purpose, the run measures idle clients.
 */
import { partOf } from "../counted.js";
import { PushbenchError } from "../errors.js";
import { executorOf, haveEvents } from "../executors/registry.js";
import type { Topology } from "../flow.js";
import { type Address, addressOf, isSameAddress, type Result, type Warning } from "../result/result.js";
import type { Scenario } from "../scenario/load.js";
import { secondsToNs } from "../units.js";
import { measuredSchedule } from "./run-schedules.js";

/** With so many expected deliveries, it cannot be chance that none comes in any round. */
const SURELY_SOME = 100;

/** Throws PushbenchError nothing-to-measure when no round has an event in its window, before minutes are played in vain. */
export function requireEvents(scenario: Scenario): void {
  const { arrivals, flow, clients, roomSize = 1, run } = scenario;
  const executor = executorOf(arrivals);
  if (executor.loop === "closed" || !haveEvents(arrivals)) return;
  if (executor.expectedEvents(arrivals, secondsToNs(run.measureSeconds)) > SURELY_SOME) return;
  const topology: Topology = { flow, clients, roomSize };
  for (let number = 1; number <= run.rounds; number++) {
    if (measuredSchedule(scenario, topology, number).dueNs.length > 0) return;
  }
  throw new PushbenchError(
    "nothing-to-measure",
    `No event is due in the measured window of ${run.measureSeconds} s of any round.`,
    { hint: longerWindow(arrivals) },
  );
}

/** The warnings about the run so far: that nothing was due, or that nothing arrived. */
export function nothingMeasured({ rounds, scenario }: Result): Warning[] {
  if (isIdle({ scenario })) return [];
  const empty = rounds.filter(({ approaches }) => approaches.every(({ deliveries }) => deliveries.events === 0));
  if (rounds.length > 0 && empty.length > 0) {
    const seconds = scenario.run.measureSeconds;
    return [
      {
        code: "no-events",
        message: `No event was due in the measured window of ${seconds} s in ${partOf(empty.length, rounds.length, "round")}: nothing was measured there.`,
        advice: longerWindow(scenario.arrivals as Scenario["arrivals"]),
      },
    ];
  }
  return withoutDelivery(rounds).map((address) => ({
    code: "no-deliveries",
    message: "Events were due and not one was delivered: nothing was measured.",
    advice: "See the reasons under deliveries.",
    ...address,
  }));
}

/** The approaches about which a run can say nothing, because they had no delivery in any round. */
export const approachesWithoutDelivery = ({ rounds, scenario }: Result): Address[] =>
  isIdle({ scenario }) ? [] : withoutDelivery(rounds);

const isIdle = ({ scenario }: Pick<Result, "scenario">): boolean =>
  !haveEvents(scenario.arrivals as Scenario["arrivals"]);

function withoutDelivery(rounds: Result["rounds"]): Address[] {
  const addresses = rounds[0]?.approaches.map(({ approach, arm }) => addressOf({ name: approach, arm })) ?? [];
  return addresses.filter((address) =>
    rounds.every(({ approaches }) =>
      approaches.every((one) => !isSameAddress(one, address) || one.deliveries.delivered === 0),
    ),
  );
}

/** The way out: it names what to change. */
function longerWindow(arrivals: Scenario["arrivals"]): string {
  const executor = executorOf(arrivals);
  const period = executor.loop === "open" ? executor.periodSeconds?.(arrivals) : undefined;
  const whole = period === undefined ? "" : ` One period of ${arrivals.executor} takes ${period} s.`;
  return `Raise run.measureSeconds or the rate of the arrivals.${whole}`;
}
