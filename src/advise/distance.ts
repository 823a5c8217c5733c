/**
 * How far a measurement lies from a workload. Every difference is a factor, and the distance is the sum of their logarithms: a
 * distance of 1 is a factor of 10, in one respect or in all of them together. docs/advise.md says the same in words.
 */
import { type Evidence, isEncrypted, type Place } from "./evidence.js";
import { meanPerSecond, type Workload } from "./workload.js";

/** Beyond a factor of 10, nothing is said. */
export const NEAR = 1;

/** A rule or a setting that differs counts as a factor of 3: about what TLS or acknowledgements were seen to change at most. */
const OTHER_KIND = Math.log10(3);

/** Which of a workload's rates is asked about: that of its bills, or that of its worst moment. */
export type Moment = "mean" | "peak";

export interface Difference {
  what: "clients" | "recipients" | "events per second" | "payload" | "TLS" | "guarantee" | "flow";
  /** Wanted ÷ measured. Absent of what has no amount. */
  factor?: number;
  logarithm: number;
}

export const rateOf = (workload: Workload, moment: Moment): number =>
  moment === "mean" ? meanPerSecond(workload) : workload.peakPerSecond;

/** Only what differs. Of a sweep over rates, a rate within its range is no difference. */
export const differences = (workload: Workload, evidence: Evidence, moment: Moment): Difference[] => [
  ...placeDifferences(workload, evidence),
  ...[amount("events per second", beyond(rateOf(workload, moment), ratesOf(evidence, moment)))].filter(isAny),
];

/** The same without the rate. */
export function placeDifferences(workload: Workload, place: Place): Difference[] {
  const all: Difference[] = [
    { what: "flow", logarithm: workload.flow === place.flow ? 0 : Number.POSITIVE_INFINITY },
    amount("clients", workload.clients / place.clients),
    // Elsewhere the flow or the number of clients decides on it
    ...(workload.flow === "relay" ? [amount("recipients", workload.recipients / place.recipients)] : []),
    amount("payload", workload.payloadBytes / place.payloadBytes),
    kind(
      "TLS",
      place.approaches.some((one) => isEncrypted(one) === workload.tls),
    ),
    kind("guarantee", place.guarantee === guaranteeOf(workload)),
  ];
  return all.filter(isAny);
}

const isAny = ({ logarithm }: Difference): boolean => logarithm > 0;

export const distanceOf = (found: readonly Difference[]): number =>
  found.reduce((sum, { logarithm }) => sum + logarithm, 0);

export const guaranteeOf = ({ lossless }: Pick<Workload, "lossless">): Evidence["guarantee"] =>
  lossless ? "at-least-once" : "at-most-once";

const amount = (what: Difference["what"], factor: number): Difference => ({
  what,
  factor,
  logarithm: Math.abs(Math.log10(factor)),
});

const kind = (what: Difference["what"], isAlike: boolean): Difference => ({
  what,
  logarithm: isAlike ? 0 : OTHER_KIND,
});

function ratesOf({ points }: Evidence, moment: Moment): readonly [low: number, high: number] {
  const rates = points.map((point) => (moment === "mean" ? point.eventsPerSecond : point.peakEventsPerSecond));
  return [Math.min(...rates), Math.max(...rates)];
}

/** 1 within the range, and otherwise the rate ÷ the end that is nearer. */
function beyond(rate: number, [low, high]: readonly [number, number]): number {
  return rate < low ? rate / low : rate > high ? rate / high : 1;
}

export interface Neighbour {
  evidence: Evidence;
  distance: number;
  differences: Difference[];
}

/**
 * All of them, in the order in which they are to be used: what is near and of this machine, what is near, the rest; and the nearest
 * first. Of two that are as near, the later one.
 */
export function neighbours(workload: Workload, all: readonly Evidence[], moment: Moment): Neighbour[] {
  const found = all.map((evidence) => {
    const its = differences(workload, evidence, moment);
    return { evidence, differences: its, distance: distanceOf(its) };
  });
  const rank = ({ evidence, distance }: Neighbour): number =>
    distance > NEAR ? 2 : evidence.source.machineDiffersIn?.length === 0 ? 0 : 1;
  return found.sort(
    (one, other) =>
      rank(one) - rank(other) ||
      compare(one.distance, other.distance) ||
      compare(other.evidence.source.startedAt, one.evidence.source.startedAt) ||
      compare(one.evidence.source.file, other.evidence.source.file),
  );
}

const compare = <T extends number | string>(one: T, other: T): number => (one === other ? 0 : one < other ? -1 : 1);
