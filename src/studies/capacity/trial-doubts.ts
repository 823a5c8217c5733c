/**
 * What makes a failed trial count for less than it seems to: something else than the rate may have failed it, and nothing proves
 * that it did. Such a trial counts, and the answer says so. One that passed has passed in spite of it.
 */
import { ACHIEVED_RATIO } from "../../collectors/generator-health.js";
import { type WarningCode, warningCodes } from "../../result/warning-codes.js";

/** What stood still for longer leaves a queue that fails a trial, if it happens near its end. */
const MOST_STALLED_RATIO = 1 - ACHIEVED_RATIO;
/** It takes capacity away by its share, and less than this is hidden by the width of every interval. */
const MOST_FOREIGN_RATIO = 0.05;

const own = {
  stalled:
    "They failed, and for a while nothing was delivered although something was due. The service stood still: it was stopped, it waited, or it was busy with itself. Without that the capacity may be greater.",
  "shared-cpus":
    "They failed while other work took 5 to 25 % of the service's CPUs. Without that the capacity may be greater.",
  "service-died": "The service died, so these trials failed. Whether the rate or something else ended it is unknown.",
};

/** A warning of the trial's own result, or one of these. */
export type TrialWarning = WarningCode | keyof typeof own;

export const trialWarnings: Record<TrialWarning, string> = { ...warningCodes, ...own };

/** Of a trial that failed. */
export function doubtsOf({ stalledRatio = 0, foreignCpuRatio = 0 }: TrialDisturbance): TrialWarning[] {
  const found: TrialWarning[] = [];
  if (stalledRatio > MOST_STALLED_RATIO) found.push("stalled");
  if (foreignCpuRatio > MOST_FOREIGN_RATIO) found.push("shared-cpus");
  return found;
}

/** Absent: it was not measured. */
export interface TrialDisturbance {
  /** For how long nothing was delivered although something was due, as a share of the time for which deliveries went on. */
  stalledRatio?: number;
  /** What others used of the service's CPUs, the hypervisor included. */
  foreignCpuRatio?: number;
}
