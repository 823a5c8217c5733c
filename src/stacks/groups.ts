/**
 * How many runs the stacks of a table are shared out to. One run, in which all take turns with the same events, is the best comparison:
 * what a machine does to one it does to all. But all services of a run live at the same time, so they need files and memory at once.
 */
import type { Flow } from "../flow.js";
import { readOpenFilesLimit } from "../machine/open-files.js";
import type { ApproachRecord } from "../result/result.js";
import { cardOf } from "../transports/registry.js";

/** An interpreter with a large framework and two workers has some 100 MiB. */
const MEMORY_OF_SERVICE_BYTES = 150 * 1024 * 1024;
/** The generator's own, besides its connections. */
const OTHER_FILES = 64;

export interface Capacity {
  /** Open files that one process may have; undefined: there is no limit. */
  openFiles: number | undefined;
  memoryBytes: number;
}

export const capacityOfMachine = (): Capacity => ({
  openFiles: readOpenFilesLimit(),
  memoryBytes: process.availableMemory(),
});

/** The approaches by runs, evenly shared out in their order. `always` take part in every run. */
export function groupsOf(
  approaches: readonly ApproachRecord[],
  always: readonly ApproachRecord[],
  { flow, clients }: { flow: Flow; clients: number },
  capacity: Capacity,
): ApproachRecord[][] {
  const filesOf = ({ transport, config }: ApproachRecord): number =>
    clients * cardOf(transport).openFilesPerClient(flow, config).generator;
  const most = Math.max(1, ...approaches.map(filesOf));
  const free = (capacity.openFiles ?? Number.POSITIVE_INFINITY) - OTHER_FILES - sum(always.map(filesOf));
  const fitting = Math.min(
    Math.floor(free / most),
    Math.floor(capacity.memoryBytes / MEMORY_OF_SERVICE_BYTES) - always.length,
  );
  const runs = Math.ceil(approaches.length / Math.max(1, fitting));
  const size = Math.ceil(approaches.length / Math.max(1, runs));
  return Array.from({ length: runs }, (_, run) => approaches.slice(run * size, (run + 1) * size)).filter(
    (group) => group.length > 0,
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
