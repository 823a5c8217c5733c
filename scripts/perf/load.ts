/**
 * One turn under load: the process that is measured and the one that it talks to, both fresh, each on a CPU of its own. What
 * was done is counted at the far side, CPU is the kernel's, both over the same window, after a warm-up.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { monotonicNs } from "../../src/clock.js";
import { pinnedTo } from "../../src/machine/cpu-pinning.js";
import type { Methods } from "../../src/processes/channel.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import { nsToSeconds } from "../../src/units.js";
import { processCpu } from "../process-cpu.js";
import type { Turn } from "./contest.js";
import { type Counts, countsSince, otherWork, type WorkAsked } from "./other-work.js";

const WARM_UP_MS = 1_000;
const MEASURE_MS = 2_000;
/** 10,000 connections take their time on a busy machine. */
export const CALL_TIMEOUT_MS = 60_000;

/** A process that goes on until it is stopped. */
export interface Running {
  readonly pid: number;
  stop(): Promise<void>;
}

/** The far side knows what really arrived. */
export type Counting = { count(): Counts };

export interface CountedPair {
  measured: Running;
  counting: WorkerProcess<Counting>;
}

/** A Node process of `scripts/perf`, by its path from here. */
export const startWorker = <M extends Methods>(file: string, cpus: readonly number[]): WorkerProcess<M> =>
  new WorkerProcess<M>({
    name: file,
    entry: fileURLToPath(new URL(`${file}.js`, import.meta.url)),
    cpus,
    diedCode: "generator-died",
  });

/** Any other program. What it prints is of no interest. */
export async function startCommand(command: readonly string[], cpus: readonly number[]): Promise<Running> {
  const [file, ...argv] = pinnedTo(cpus, command);
  const child = spawn(file!, argv, { stdio: "ignore" });
  const gone = once(child, "exit");
  await once(child, "spawn");
  return {
    pid: child.pid!,
    async stop() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** `open` starts the pair and puts every process on `started` at once: they are stopped however the turn ends. */
export async function loadTurn(asked: WorkAsked, open: (started: Running[]) => Promise<CountedPair>): Promise<Turn> {
  const started: Running[] = [];
  try {
    const { measured, counting } = await open(started);
    const read = async () => {
      const counts = await counting.call("count", undefined, CALL_TIMEOUT_MS);
      return { counts, atNs: monotonicNs(), own: processCpu(measured.pid), other: processCpu(counting.pid) };
    };
    await setTimeout(WARM_UP_MS);
    const before = await read();
    await setTimeout(MEASURE_MS);
    const after = await read();
    const done = countsSince(before.counts, after.counts);
    const other = otherWork(asked, done);
    if (other !== undefined) throw new Error(other);
    const { operations } = done;
    const elapsedNs = after.atNs - before.atNs;
    const userNs = after.own.userNs - before.own.userNs;
    const ownNs = userNs + after.own.systemNs - before.own.systemNs;
    const otherNs = after.other.userNs + after.other.systemNs - before.other.userNs - before.other.systemNs;
    return {
      cost: ownNs / operations,
      userCost: userNs / operations,
      ownCore: ownNs / elapsedNs,
      otherCore: otherNs / elapsedNs,
      operationsPerSecond: operations / nsToSeconds(elapsedNs),
    };
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}
