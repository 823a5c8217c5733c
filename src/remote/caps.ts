/** What a run would ask of a target beyond this machine, held against what is allowed. Pure. */
import { counted } from "../counted.js";
import type { Problem } from "../errors.js";
import { executorOf } from "../executors/registry.js";
import type { Scenario } from "../scenario/load.js";
import { type Caps, type Consent, capNames, usualCaps } from "./consent.js";

export type Demanding = Pick<Scenario, "arrivals" | "clients" | "run">;

/** What one approach asks of its target at most. In a closed loop nobody knows the rate. */
export function demandOf({ arrivals, clients, run }: Demanding): Caps {
  const executor = executorOf(arrivals);
  const warmUpSeconds = run.start === "cold" ? 0 : run.warmUpSeconds;
  return {
    events: executor.loop === "open" ? executor.peakPerSecond(arrivals) : Number.POSITIVE_INFINITY,
    seconds: run.rounds * (warmUpSeconds + run.measureSeconds),
    clients,
  };
}

const exceeded: Record<keyof Caps, (asked: number, cap: number) => Problem> = {
  events: (asked, cap) => ({
    at: "arrivals",
    message: `the schedule has ${perSecond(asked)} at its peak, and the cap is ${perSecond(cap)}: lower the rate`,
  }),
  seconds: (asked, cap) => ({
    at: "run",
    message: `all rounds with their warm-up take up to ${seconds(asked)}, and the cap is ${seconds(cap)}: lower run.rounds, run.measureSeconds or run.warmUpSeconds`,
  }),
  clients: (asked, cap) => ({
    at: "clients",
    message: `there are ${counted(asked, "client")}, and the cap is ${counted(cap, "client")}: --set clients=${cap}`,
  }),
};

const perSecond = (events: number): string => `${shown(events)} ${events === 1 ? "event" : "events"} per second`;
const seconds = (length: number): string => `${shown(length)} s`;
/** Rounded up, so that the number that is shown is enough when it is given as a cap. */
const shown = (value: number): number => Math.ceil(value * 1e3 - 1e-6) / 1e3;

export interface OverCaps {
  problems: Problem[];
  /** The option that would allow it all: `example.com,events=500`. */
  raised: string;
}

/** It is undefined where everything is allowed. */
export function overCaps(demand: Caps, { host, caps }: Consent): OverCaps | undefined {
  const over = capNames.filter((cap) => demand[cap] > caps[cap]);
  if (over.length === 0) return undefined;
  const kept = capNames.filter((cap) => over.includes(cap) || caps[cap] !== usualCaps[cap]);
  return {
    problems: over.map((cap) => exceeded[cap](demand[cap], caps[cap])),
    raised: [host, ...kept.map((cap) => `${cap}=${shown(Math.max(demand[cap], caps[cap]))}`)].join(","),
  };
}
