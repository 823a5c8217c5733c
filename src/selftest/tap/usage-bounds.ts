/** The bounds between which a process's CPU and memory must lie, by the kernel's own counts. */
import { msToNs } from "../../units.js";
import type { Passages } from "./passages.js";
import type { KernelUsage, WireLog } from "./wire-log.js";

/** The harness begins to count at most this long before a slice, after its preparations. */
const BEGINS_BEFORE_NS = { service: msToNs(10), generator: msToNs(32) };
/**
 * The harness has stopped counting this long after the slice, because it then waits for nothing and asks every process for
 * its report.
 */
const ENDS_AFTER_NS = msToNs(25);

export type Watched = keyof typeof BEGINS_BEFORE_NS;

export interface UsageBounds {
  least: number;
  most: number;
}

/**
 * The lower bound is the CPU from the first event to the last message. The upper bound is the CPU from before the slice until
 * after it.
 */
export function cpuBounds(log: WireLog, who: Watched, { startNs, lastNs }: Passages, lengthNs: number): UsageBounds {
  const samples = log.usage.get(who) ?? [];
  // The tap has watched it since before the slice's preparations, and until its round ended.
  const before = (ns: number): number =>
    (samples.findLast(({ atNs }) => atNs <= ns) ?? samples[0])?.cpuNs ?? Number.NaN;
  const after = (ns: number): number => (samples.find(({ atNs }) => atNs >= ns) ?? samples.at(-1))?.cpuNs ?? Number.NaN;
  const endNs = Math.max(startNs + lengthNs, lastNs) + ENDS_AFTER_NS;
  return { least: before(lastNs) - after(startNs), most: after(endNs) - before(startNs - BEGINS_BEFORE_NS[who]) };
}

/** The two readings are not made at the same moment, so they may differ by a page or two. */
const READINGS_APART = 0.005;
/** Before a round's end every service is asked for its memory. */
const LAST_NS = msToNs(500);

/** When the harness reads the service's memory. */
export function rssBounds(log: WireLog): Record<"before" | "idle" | "loaded" | "most", UsageBounds> {
  const samples = log.usage.get("service") ?? [];
  const connectedNs = log.opensNs[0] ?? Number.NaN;
  const firstNs = log.messages[0]?.readNs ?? Number.NaN;
  const lastNs = samples.at(-1)?.atNs ?? Number.NaN;
  const range = (from: number, to: number): UsageBounds =>
    rangeOf(samples.filter(({ atNs }) => atNs >= from && atNs <= to));
  const loaded = range(lastNs - LAST_NS, lastNs);
  return {
    before: range(0, Math.min(connectedNs, firstNs)),
    idle: range(0, firstNs), // clients that only listen connect nowhere, so nothing on the wire says since when they are there
    loaded,
    most: { least: loaded.least, most: rangeOf(samples).most },
  };
}

const rangeOf = (samples: readonly KernelUsage[]): UsageBounds => ({
  least: samples.reduce((least, { rssBytes }) => Math.min(least, rssBytes), Infinity) * (1 - READINGS_APART),
  most: samples.reduce((most, { rssBytes }) => Math.max(most, rssBytes), -Infinity) * (1 + READINGS_APART),
});
