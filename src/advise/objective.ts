/** Whether an approach keeps to what the workload asks of it: a latency at the peak, and that nothing is lost. */
import { cellsOf } from "../studies/crossover/cells.js";
import type { Within } from "../studies/crossover/found.js";
import { withinOfLogs } from "../studies/crossover/within.js";
import { NS_PER_MS } from "../units.js";
import { type CapacityEvidence, carried } from "./capacity.js";
import { guaranteeOf } from "./distance.js";
import type { Evidence, EvidencePoint, Source } from "./evidence.js";
import { type Meeting, meetings } from "./meeting.js";
import type { Workload } from "./workload.js";

/** Random arrivals make a rate come out a little beside what was asked for. */
const SAME_LOAD = 1.1;

export interface Objective {
  meeting: Meeting;
  /** Each is a sentence; empty where everything is met. */
  because: string[];
  /** The p99 that was measured, in ns. */
  latencyP99Ns?: Within;
  /** Deliveries per second in the busiest moment of that measurement, and of the workload. */
  measuredPeak?: number;
  wantedPeak: number;
  /** The measurement that tells it. */
  source?: Source;
  /** The search for capacities that decided it. */
  capacity?: Source;
}

export interface Measured {
  /** Those near the workload's peak, in the order in which they are asked. */
  atPeak: readonly Evidence[];
  /** They are asked where none of those can tell. */
  capacities: readonly CapacityEvidence[];
}

export function objectiveOf(workload: Workload, { atPeak, capacities }: Measured, approach: string): Objective {
  const direct = byFirstThatTells(workload, atPeak, approach);
  const found = direct.meeting === "cannot tell" ? carried(workload, capacities, approach) : undefined;
  if (found === undefined) return direct;
  const { meeting, because, source } = found;
  return { ...direct, meeting, because: meeting === "meets" ? [] : [because], capacity: source };
}

/** Where none can, it is said why the first that measured the approach cannot. */
function byFirstThatTells(workload: Workload, atPeak: readonly Evidence[], approach: string): Objective {
  const all = atPeak.map((evidence) => directly(workload, evidence, approach));
  return (
    all.find(({ meeting }) => meeting !== "cannot tell") ??
    all.find(({ source }) => source !== undefined) ??
    directly(workload, undefined, approach)
  );
}

function directly(workload: Workload, evidence: Evidence | undefined, approach: string): Objective {
  const wantedPeak = workload.peakPerSecond * workload.recipients;
  const point = evidence && pointOf(evidence, workload.peakPerSecond, approach);
  const isAsked = workload.latencyP99Ms !== undefined || workload.lossless;
  if (!isAsked) return { meeting: "meets", because: [], wantedPeak };
  if (evidence === undefined || point === undefined)
    return { meeting: "cannot tell", because: [`${approach} was not measured near the peak.`], wantedPeak };
  const measuredPeak = point.peakEventsPerSecond * evidence.recipients;
  const figures = cellsOf(point, [approach], () => true).flat();
  const p99 = figures.flatMap(({ latencyP99Ns }) => latencyP99Ns ?? []);
  const within = p99.length === 0 ? undefined : withinOfLogs(p99);
  const found: [Meeting, string][] = [];
  if (workload.latencyP99Ms !== undefined)
    found.push(latencyMeeting(within, workload.latencyP99Ms * NS_PER_MS, { measuredPeak, wantedPeak }));
  if (workload.lossless) {
    const undelivered = figures.reduce((sum, one) => sum + one.undelivered, 0);
    found.push(lossMeeting(undelivered, evidence.guarantee === guaranteeOf(workload)));
  }
  return {
    meeting: worst(found.map(([meeting]) => meeting)),
    because: found.flatMap(([meeting, why]) => (meeting === "meets" ? [] : [why])),
    ...(within && { latencyP99Ns: within }),
    ...{ measuredPeak, wantedPeak, source: evidence.source },
  };
}

/**
 * A latency does not fall when more is to be delivered. So a measurement with at least the load that is wanted may say that the
 * limit is kept, and one with at most that load may say that it is missed.
 */
export function latencyMeeting(
  p99: Within | undefined,
  limitNs: number,
  { measuredPeak, wantedPeak }: { measuredPeak: number; wantedPeak: number },
): [Meeting, string] {
  if (p99 === undefined) return ["cannot tell", "Its p99 was not measured."];
  if (p99.low === undefined || p99.high === undefined)
    return ["cannot tell", "Too few sound rounds give its p99 no interval."];
  if (p99.high <= limitNs && measuredPeak * SAME_LOAD >= wantedPeak) return ["meets", ""];
  if (p99.low > limitNs && measuredPeak <= wantedPeak * SAME_LOAD) return ["misses", "Its p99 is above the limit."];
  if (p99.low <= limitNs && p99.high > limitNs) return ["cannot tell", "The interval of its p99 contains the limit."];
  return p99.high <= limitNs
    ? ["cannot tell", "Its p99 is below the limit, but it was measured at less than the peak."]
    : ["cannot tell", "Its p99 is above the limit, but it was measured at more than the peak."];
}

export function lossMeeting(undelivered: number, isSameGuarantee: boolean): [Meeting, string] {
  if (!isSameGuarantee) return ["cannot tell", "It was measured without the promise that nothing is lost."];
  return undelivered === 0 ? ["meets", ""] : ["misses", `It did not deliver ${undelivered} times.`];
}

const worst = (all: readonly Meeting[]): Meeting => meetings[Math.max(0, ...all.map((one) => meetings.indexOf(one)))]!;

/** The one whose peak is nearest to that rate, among those at which the approach has a sound round. */
function pointOf({ points }: Evidence, perSecond: number, approach: string): EvidencePoint | undefined {
  const its = points.filter((point) => cellsOf(point, [approach], () => true).length > 0);
  const far = ({ peakEventsPerSecond }: EvidencePoint): number => Math.abs(Math.log(peakEventsPerSecond / perSecond));
  return its.sort((one, other) => far(one) - far(other))[0];
}
