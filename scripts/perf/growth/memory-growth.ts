/** Whether the memory of a process is flat while a run lasts, and by how much it grows with every slice. */
import { count, number, UNKNOWN } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { median } from "../../../src/statistics/quantile.js";
import { slope } from "../../../src/statistics/slope.js";
import type { PerfRow } from "../perf-row.js";
import type { MemoryReading } from "./watched/memory-watch.js";

export interface ProcessReadings {
  name: string;
  /** How many slices it took part in while it was read. */
  slices: number;
  /** In the order of time. */
  readings: readonly MemoryReading[];
}

/** Readings are compared by tenths of the run, so that one collection of garbage more or less is no growth. */
const PARTS = 10;

export interface Level {
  firstBytes: number;
  lastBytes: number;
  /** Between the highest and the lowest tenth. */
  spreadBytes: number;
}

/** The levels of resident memory. It is undefined with fewer readings than tenths. */
export function levelOf({ readings }: Pick<ProcessReadings, "readings">): Level | undefined {
  if (readings.length < PARTS) return undefined;
  const tenths = Array.from({ length: PARTS }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((readings.length * edge) / PARTS));
    return median(readings.slice(from, to).map(({ rssBytes }) => rssBytes))!;
  });
  return { firstBytes: tenths[0]!, lastBytes: tenths.at(-1)!, spreadBytes: Math.max(...tenths) - Math.min(...tenths) };
}

/**
 * By how many bytes objects and buffers grow with each slice: the slope of the later half, because in the first half an engine still
 * compiles and learns.
 */
export function heldPerSlice({ slices, readings }: ProcessReadings): number | undefined {
  const later = readings.slice(readings.length >> 1);
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const perNs = slope(
    later.map(({ atNs, heapBytes, externalBytes }) => [atNs - first.atNs, heapBytes + externalBytes]),
  );
  return perNs === undefined ? undefined : (perNs * (last.atNs - first.atNs)) / slices;
}

const megabytes = (bytes: number | undefined): string => (bytes === undefined ? UNKNOWN : number(bytes / 1e6));

/** `targetBytes`: the most that resident memory may move. */
export function memoryTable(
  title: string,
  processes: readonly ProcessReadings[],
  targetBytes?: number,
): { rows: PerfRow[]; markdown: string } {
  const rows: PerfRow[] = [];
  const header = ["", "slices", "resident MB, first tenth", "last tenth", "highest − lowest"];
  const last = targetBytes === undefined ? ["held KB more with each slice"] : ["target"];
  const lines = processes.map((one) => {
    const level = levelOf(one);
    const cells = [one.name, count(one.slices), megabytes(level?.firstBytes), megabytes(level?.lastBytes)];
    const spread = megabytes(level?.spreadBytes);
    if (targetBytes === undefined) {
      const bytes = heldPerSlice(one);
      return [...cells, spread, bytes === undefined ? UNKNOWN : number(bytes / 1e3)];
    }
    if (level === undefined) return [...cells, spread, UNKNOWN];
    const met = level.spreadBytes <= targetBytes;
    const [value, target] = [level.spreadBytes / 1e6, targetBytes / 1e6];
    rows.push({ name: `${title}: ${one.name}, resident MB, highest − lowest`, value, target, met });
    return [...cells, spread, `≤ ${number(target)}, ${met ? "met" : "missed"}`];
  });
  return { rows, markdown: [`### ${title}`, table([...header, ...last], lines)].join("\n\n") };
}
