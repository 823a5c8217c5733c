/**
 * Writes down what this process keeps in memory, again and again. It is loaded into the processes of a run whose memory must not
 * grow. Resident pages count what V8 keeps for later as well, and the heap is read after a collection, where the run can bear it.
 */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { monotonicNs } from "../../../../src/clock.js";
import { collectGarbage } from "../../../../src/machine/memory-self.js";

/** The folder into which every process writes a file of its own, and how often it does. */
export const FOLDER = "PUSHBENCH_GROWTH_FOLDER";
export const EVERY_MS = "PUSHBENCH_GROWTH_EVERY_MS";
/** Set where garbage is collected before memory is read. */
export const COLLECTED = "PUSHBENCH_GROWTH_COLLECTED";

export interface MemoryReading {
  atNs: number;
  rssBytes: number;
  heapBytes: number;
  /** Buffers outside of the heap. */
  externalBytes: number;
}

export function watchMemory(role: string, note: (reading: MemoryReading) => void = intoFile(role)): () => void {
  const isCollected = process.env[COLLECTED] !== undefined;
  const timer = setInterval(() => {
    const rssBytes = process.memoryUsage.rss();
    if (isCollected) collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    note({ atNs: monotonicNs(), rssBytes, heapBytes: heapUsed, externalBytes: external });
  }, Number(process.env[EVERY_MS])).unref();
  return () => clearInterval(timer);
}

function intoFile(role: string): (reading: MemoryReading) => void {
  const file = path.join(process.env[FOLDER]!, `${role}-${process.pid}.jsonl`);
  return (reading) => appendFileSync(file, `${JSON.stringify(reading)}\n`);
}
