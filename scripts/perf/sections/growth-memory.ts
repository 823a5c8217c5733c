/** Whether a run's memory is flat: many short slices for what each of them leaves behind, then one real run for what is resident. */
import path from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { memoryTable } from "../growth/memory-growth.js";
import { type MemoryRun, playWatched } from "../growth/memory-run.js";
import { type Conditions, joined, type SectionReport } from "../section.js";

/** As many slices as a real run has in two and a half minutes, with few and with many events in each. */
const manySlices = { clients: 200, measureSeconds: 7.5, sliceSeconds: 0.05, everyMs: 500, isCollected: true };
const shortRuns: readonly MemoryRun[] = [
  { ...manySlices, eventsPerSecond: 200 },
  { ...manySlices, eventsPerSecond: 1_000 },
];
const longRun = { clients: 200, eventsPerSecond: 100, sliceSeconds: 1, everyMs: 1_000, isCollected: false };
const APPROACHES = 3;
const MOST_BYTES = 20e6;

export async function growthMemory({ say, minutes }: Conditions): Promise<SectionReport> {
  const folder = scratchFolder("growth");
  const reports: SectionReport[] = [];
  const play = async (title: string, run: MemoryRun, targetBytes?: number): Promise<void> => {
    say(title);
    const readings = await playWatched(run, path.join(folder.path, String(reports.length)));
    reports.push(memoryTable(title, readings, targetBytes));
  };
  try {
    for (const run of shortRuns) {
      const events = run.eventsPerSecond * run.sliceSeconds;
      await play(`Memory over many slices, ${events} events in each, garbage collected`, run);
    }
    const measureSeconds = Math.max(1, Math.round((minutes * 60) / APPROACHES));
    await play(`Memory of a run with ${minutes} minutes of slices`, { ...longRun, measureSeconds }, MOST_BYTES);
    return joined(reports);
  } finally {
    folder.remove();
  }
}
