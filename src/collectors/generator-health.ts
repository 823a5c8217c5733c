/** Was it the generator or the service that set the figures? Rule 9, from what both processes say of themselves. */
import type { Verdict } from "../result.js";
import { NS_PER_MS } from "../units.js";

export interface Health {
  /** Undefined in a closed loop. */
  latenessP99Ns: number | undefined;
  generatorCpuRatio: number;
  generatorEventLoopUtilisation: number;
  serviceCpuRatio: number;
  serviceEventLoopUtilisation: number;
  /** Active time over window time: above 1 when deliveries went on after the last event was due. */
  activeRatio: number;
}

/** A loop busy for more than this has no room for what comes unevenly. */
export const BUSY_RATIO = 0.9;
/** Lateness beyond this is no timer's granularity: the generator had other things to do. */
export const LATE_NS = 10 * NS_PER_MS;
/** Deliveries that go on this much longer than the events: a backlog had built up. */
export const BACKLOG_RATIO = 1.2;

export function verdictOf(health: Health): Verdict {
  const generatorBusy = Math.max(health.generatorCpuRatio, health.generatorEventLoopUtilisation) > BUSY_RATIO;
  const serviceBusy = Math.max(health.serviceCpuRatio, health.serviceEventLoopUtilisation) > BUSY_RATIO;
  const late = health.latenessP99Ns !== undefined && health.latenessP99Ns > LATE_NS;
  if (generatorBusy && !serviceBusy) return "generator-bound";
  if (serviceBusy || health.activeRatio > BACKLOG_RATIO) return "service-bound";
  return late ? "generator-bound" : "not-saturated";
}
