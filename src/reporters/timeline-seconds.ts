/** A second of the timeline: how long it lasts, and the latency of the events that were due in it. */
import { supportedQuantileNs } from "../gate/supported-quantile.js";
import type { ApproachRound, TimelinePoint } from "../result/result.js";
import { EncodedCounts } from "../statistics/encoded-histogram.js";
import { NS_PER_SECOND, nsToSeconds } from "../units.js";

/** The last second of a window of 2.5 s lasts half a second. */
export const lengthSeconds = ({ windowNs }: ApproachRound, { second }: TimelinePoint): number =>
  Math.min(1, nsToSeconds(windowNs - second * NS_PER_SECOND));

export interface SecondLatency {
  p50Ns: number | undefined;
  p99Ns: number | undefined;
  maxNs: number | undefined;
}

/** Read once, because several reports show them, and a run of hours has thousands. `of` is the text that they were read from. */
const read = new WeakMap<TimelinePoint, SecondLatency & { of: string }>();

/** It is undefined where the times of deliveries are unknown. */
export function latencyOfSecond(point: TimelinePoint): SecondLatency | undefined {
  const { latency } = point;
  if (latency === undefined) return undefined;
  const known = read.get(point);
  if (known?.of === latency) return known;
  const histogram = new EncodedCounts(latency);
  const figures = {
    of: latency,
    p50Ns: supportedQuantileNs(histogram, 0.5),
    p99Ns: supportedQuantileNs(histogram, 0.99),
    maxNs: histogram.maxNs,
  };
  read.set(point, figures);
  return figures;
}
