/** What the slices of an approach showed, in bounded memory: of a long run, the older slices are thinned. */
import type { SliceFinished } from "../bench/run-events.js";

/** Undefined: it was not measured. */
export interface SlicePoint {
  /** When the slice had ended, in ms since the page was opened. */
  atMs: number;
  isWarmUp: boolean;
  deliveriesPerSecond: number | undefined;
  /** What the schedule asked for. */
  duePerSecond: number | undefined;
  latencyP50Ns: number | undefined;
  latencyP99Ns: number | undefined;
  /** Of all generators together, as a share of one CPU. */
  generatorCpuRatio: number | undefined;
}

/** Per approach. At a slice every second in turns of three approaches, it is reached after 15 minutes. */
export const MOST_POINTS = 300;

export function pointOf(slice: SliceFinished, atMs: number, deliveriesPerEvent: number): SlicePoint {
  const { phase, deliveriesPerSecond, latencyP50Ns, latencyP99Ns, eventsDue, lengthNs } = slice;
  return {
    atMs,
    isWarmUp: phase === "warmUp",
    deliveriesPerSecond,
    duePerSecond:
      eventsDue === undefined || deliveriesPerSecond === undefined
        ? undefined
        : ((eventsDue * deliveriesPerEvent) / lengthNs) * 1e9,
    latencyP50Ns,
    latencyP99Ns,
    generatorCpuRatio: slice.elapsedNs > 0 ? slice.generatorCpuNs / slice.elapsedNs : undefined,
  };
}

export function withPoint(points: readonly SlicePoint[], point: SlicePoint): readonly SlicePoint[] {
  const all = [...points, point];
  return all.length <= MOST_POINTS ? all : thinned(all);
}

/** Of two neighbours in the older half the one with the higher p99 stays, because a spike must not vanish. */
function thinned(points: readonly SlicePoint[]): SlicePoint[] {
  const older = (points.length >> 2) << 1; // pairs
  const kept: SlicePoint[] = [];
  for (let i = 0; i < older; i += 2) {
    const [one, other] = [points[i]!, points[i + 1]!];
    kept.push((one.latencyP99Ns ?? 0) >= (other.latencyP99Ns ?? 0) ? one : other);
  }
  return [...kept, ...points.slice(older)];
}
