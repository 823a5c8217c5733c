/** What a study asks: whether a capacity can be searched in this scenario at all, and between which rates. */
import { PushbenchError } from "../../errors.js";
import { executorOf, haveEvents } from "../../executors/registry.js";
import { deliveriesPerEvent, SERVICE, type Topology } from "../../flow.js";
import type { Scenario } from "../../scenario/load.js";
import { secondsToNs } from "../../units.js";
import { requireThisMachine } from "../this-machine.js";
import type { Question } from "./record.js";

/** So many deliveries are expected at least, so that a random number of them is hardly ever too small for the percentile. */
const FEWEST_DELIVERIES = { latencyP50Ms: 20, latencyP99Ms: 130 };
/** No generator of this machine comes so far. It only bounds the search. */
const MOST_DELIVERIES_PER_SECOND = 1_000_000;

export type Asked = Pick<Question, "scenario" | "trials" | "seconds"> &
  Omit<Question, "objectives" | "ownRate" | "peakRatio" | "startRate" | "leastRate" | "mostRate">;

/** `seconds` is how long a trial shall be at least. Throws PushbenchError usage where no rate can be searched. */
export function questionOf({ seconds: asked, ...request }: Asked): Question {
  const { scenario } = request;
  const executor = executorOf(scenario.arrivals);
  if (executor.loop === "closed" || !haveEvents(scenario.arrivals)) throw withoutRate(scenario);
  requireSearchable(scenario);
  const seconds = wholePeriods(asked, executor.periodSeconds?.(scenario.arrivals));
  const ownRate = executor.expectedEvents(scenario.arrivals, secondsToNs(seconds)) / seconds;
  const perEvent = deliveriesOfAnEvent(scenario);
  const leastRate = fewestDeliveries(scenario) / perEvent / seconds;
  const mostRate = Math.max(leastRate, MOST_DELIVERIES_PER_SECOND / perEvent);
  const { objectives } = scenario;
  const peakRatio = executor.peakPerSecond(scenario.arrivals) / ownRate;
  return { ...request, objectives, seconds, ownRate, peakRatio, startRate: ownRate, leastRate, mostRate };
}

/** A trial has whole bursts and stages, so that its mean rate is that of the scenario. */
const wholePeriods = (seconds: number, periodSeconds: number | undefined): number =>
  periodSeconds ? Math.max(1, Math.ceil(seconds / periodSeconds - 1e-9)) * periodSeconds : seconds;

function deliveriesOfAnEvent({ flow, clients, roomSize = 1 }: Scenario): number {
  const topology: Topology = { flow, clients, roomSize };
  return deliveriesPerEvent(topology, flow === "broadcast" ? SERVICE : 0);
}

const fewestDeliveries = ({ objectives }: Scenario): number =>
  objectives.latencyP99Ms === undefined ? FEWEST_DELIVERIES.latencyP50Ms : FEWEST_DELIVERIES.latencyP99Ms;

function requireSearchable(scenario: Scenario): void {
  const { name, objectives, faults } = scenario;
  if (objectives.latencyP50Ms === undefined && objectives.latencyP99Ms === undefined) {
    throw new PushbenchError("usage", `${name} has no limit for the latency, so no rate is too high for it.`, {
      hint: "Say what is still good enough: --set objectives.latencyP99Ms=200",
    });
  }
  if (faults !== undefined) {
    throw new PushbenchError("usage", `${name} has faults, and a capacity is that of a service that nothing breaks.`, {
      hint: "Leave them out with --set faults=[], or ask `pushbench bench` how the service recovers.",
    });
  }
  requireThisMachine(scenario, "a search overloads what it searches");
}

function withoutRate({ name, arrivals }: Scenario): PushbenchError {
  return new PushbenchError(
    "usage",
    `${name} has no rate to search: the executor of its arrivals is ${arrivals.executor}.`,
    {
      hint: "Choose arrivals with a rate: --set 'arrivals={executor: poisson-arrival-rate, perSecond: 100}'",
    },
  );
}
