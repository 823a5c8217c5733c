/** One answer of the processes of a service, in place of theirs. */

import { type Columns, noObservations, type Observations, observationKinds } from "../../collectors/observations.js";
import type { BusUse, GroupSample, ProcessUse } from "../../collectors/processes/group-sample.js";
import { Reasons } from "../../collectors/reasons.js";
import type { MemorySample } from "../../machine/memory-self.js";
import type { ProcessSample } from "../../machine/process-self.js";
import { addCounters } from "../../transports/socket-tally.js";
import type { ServiceReport } from "../service-entry.js";

/** A process of the service with what it reported of itself. */
export interface MemberReport extends ServiceReport {
  pid: number;
  sample: ProcessSample;
}

export interface Primary {
  pid: number;
  sample: ProcessSample;
}

export function mergedReport(
  reports: readonly MemberReport[],
  primary: Primary,
  bus: BusUse | undefined,
): ServiceReport {
  return {
    observations: mergedObservations(reports.map(({ observations }) => observations)),
    sample: mergedSample(reports, primary, bus),
    counters: reports.map(({ counters }) => counters).reduce(addCounters),
    settled: reports.every(({ settled }) => settled),
    outstanding: reports.flatMap(({ outstanding }) => outstanding),
  };
}

function mergedSample(workers: readonly MemberReport[], primary: Primary, bus: BusUse | undefined): GroupSample {
  const samples = [primary.sample, ...workers.map(({ sample }) => sample)];
  const sum = (of: (sample: ProcessSample) => number): number => samples.reduce((total, one) => total + of(one), 0);
  const delays = samples.map((one) => one.eventLoopDelayP99Ns).filter((delayNs) => delayNs !== undefined);
  return {
    cpuNs: sum(({ cpuNs }) => cpuNs) + (bus?.cpuNs ?? 0),
    elapsedNs: Math.max(...samples.map(({ elapsedNs }) => elapsedNs)),
    // Of the busiest: event loops do not help one another.
    eventLoopUtilisation: Math.max(...samples.map(({ eventLoopUtilisation }) => eventLoopUtilisation)),
    eventLoopDelayP99Ns: delays.length === 0 ? undefined : Math.max(...delays),
    garbageCollections: sum(({ garbageCollections }) => garbageCollections),
    garbageCollectionNs: sum(({ garbageCollectionNs }) => garbageCollectionNs),
    rssBytes: sum(({ rssBytes }) => rssBytes) + (bus?.rssBytes ?? 0),
    processes: [useOf("primary", primary), ...workers.map((worker) => useOf("worker", worker))],
    ...(bus && { bus }),
  };
}

const useOf = (role: ProcessUse["role"], { pid, sample }: Primary): ProcessUse => ({
  ...{ role, pid, cpuNs: sample.cpuNs, elapsedNs: sample.elapsedNs },
  eventLoopUtilisation: sample.eventLoopUtilisation,
});

export function mergedObservations(all: readonly Observations[]): Observations {
  const merged = noObservations();
  const reasons = new Reasons();
  for (const kind of observationKinds) merged[kind] = mergedColumns(all.map((one) => one[kind]));
  for (const [reason, times] of all.flatMap((one) => Object.entries(one.reasons))) reasons.add(reason, times);
  return { ...merged, reasons: reasons.toRecord() };
}

function mergedColumns(all: readonly Columns[]): Columns {
  const length = all.reduce((total, { index }) => total + index.length, 0);
  const merged = { client: new Int32Array(length), index: new Int32Array(length), atNs: new Float64Array(length) };
  let at = 0;
  for (const { client, index, atNs } of all) {
    merged.client.set(client, at);
    merged.index.set(index, at);
    merged.atNs.set(atNs, at);
    at += index.length;
  }
  return merged;
}

/** Pages that several processes share, such as Node's program, count for each of them, as they do wherever RSS is added up. */
export const mergedMemory = (all: readonly MemorySample[], busRssBytes = 0): MemorySample => ({
  rssBytes: all.reduce((total, { rssBytes }) => total + rssBytes, busRssBytes),
  heldBytes: all.reduce((total, { heldBytes = 0 }) => total + heldBytes, 0),
});
