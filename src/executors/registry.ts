/**
 * Every executor of pushbench. Each is one file and one line here. Names, schema, CLI choices and error texts derive from
 * this table.
 */
import { z } from "../schema.js";
import { burstArrivalRate } from "./burst-arrival-rate.js";
import { constantArrivalRate } from "./constant-arrival-rate.js";
import { constantConcurrency } from "./constant-concurrency.js";
import type { Executor } from "./executor.js";
import { none } from "./none.js";
import { poissonArrivalRate } from "./poisson-arrival-rate.js";
import { rampingArrivalRate } from "./ramping-arrival-rate.js";
import { trainArrivalRate } from "./train-arrival-rate.js";

export const executors = {
  "constant-arrival-rate": constantArrivalRate,
  "poisson-arrival-rate": poissonArrivalRate,
  "ramping-arrival-rate": rampingArrivalRate,
  "burst-arrival-rate": burstArrivalRate,
  "train-arrival-rate": trainArrivalRate,
  "constant-concurrency": constantConcurrency,
  none,
} satisfies Record<string, Executor<{ executor: string }>>;

export type ExecutorName = keyof typeof executors;
export const executorNames = Object.keys(executors) as ExecutorName[];

type ArrivalsSchema = (typeof executors)[ExecutorName]["config"];

/** What a scenario may say under `arrivals`. */
export const arrivalsSchema = z.discriminatedUnion(
  "executor",
  Object.values(executors).map(({ config }) => config) as [ArrivalsSchema, ...ArrivalsSchema[]],
);
export type Arrivals = z.infer<typeof arrivalsSchema>;

/** The executor that these settings are for. */
export const executorOf = (arrivals: Arrivals): Executor<Arrivals> => executors[arrivals.executor];

/** Whether an event may ever be due. A run without events measures what clients cost that are connected and do nothing. */
export function haveEvents(arrivals: Arrivals): boolean {
  const executor = executorOf(arrivals);
  return executor.loop === "closed" || executor.peakPerSecond(arrivals) > 0;
}
