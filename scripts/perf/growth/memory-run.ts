/** A real run whose processes write down their memory while it lasts. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runBench } from "../../../src/bench/bench.js";
import type { RunEvent } from "../../../src/bench/run-events.js";
import { monotonicNs } from "../../../src/clock.js";
import { labelOf } from "../../../src/result/result.js";
import { NS_PER_MS } from "../../../src/units.js";
import type { ProcessReadings } from "./memory-growth.js";
import { COLLECTED, EVERY_MS, FOLDER, type MemoryReading, watchMemory } from "./watched/memory-watch.js";
import { scenarioOf } from "./workload.js";

export interface MemoryRun {
  clients: number;
  eventsPerSecond: number;
  measureSeconds: number;
  sliceSeconds: number;
  /** How often memory is read. */
  everyMs: number;
  /** Whether garbage is collected before it is read: the heap is then exact, and the run is disturbed. */
  isCollected: boolean;
}

const program = (name: string): string => fileURLToPath(new URL(`./watched/${name}.js`, import.meta.url));

/** What bench, generator and services kept in memory from the first measured slice on. */
export async function playWatched(asked: MemoryRun, folder: string): Promise<ProcessReadings[]> {
  mkdirSync(folder, { recursive: true });
  process.env[FOLDER] = folder;
  process.env[EVERY_MS] = String(asked.everyMs);
  if (asked.isCollected) process.env[COLLECTED] = "yes";
  else delete process.env[COLLECTED];
  const { clients, eventsPerSecond, measureSeconds, sliceSeconds } = asked;
  const size = { scenario: "chat", events: eventsPerSecond * measureSeconds, clients };
  const usual = await scenarioOf(size, eventsPerSecond);
  const scenario = { ...usual, run: { ...usual.run, rounds: 1, warmUpSeconds: 4, measureSeconds, sliceSeconds } };
  const slices = new Map<string, number>();
  let beganNs = Number.POSITIVE_INFINITY;
  let endedNs = 0;
  const listener = (event: RunEvent): void => {
    if (event.type !== "slice-finished" || event.phase !== "measured") return;
    endedNs = monotonicNs();
    beganNs = Math.min(beganNs, endedNs);
    slices.set(labelOf(event), (slices.get(labelOf(event)) ?? 0) + 1);
  };
  const ofBench: MemoryReading[] = [];
  const stop = watchMemory("bench", (reading) => ofBench.push(reading));
  try {
    const { result, failure } = await runBench({
      ...{ scenario, scenarioGiven: size.scenario, overrides: [], quick: false, pushbenchVersion: "0.0.0" },
      directory: path.join(folder, "result"),
      entries: { service: program("service"), generator: program("generator") },
      ...{ generators: 1, port: 0, signal: new AbortController().signal, listeners: [listener] },
    });
    if (failure) throw failure;
    const all = [...slices.values()].reduce((sum, one) => sum + one, 0);
    const nameOf = new Map(result.rounds[0]!.approaches.map((one) => [one.service.pid, labelOf(one)]));
    const during = (readings: readonly MemoryReading[]) =>
      readings.filter(({ atNs }) => atNs >= beganNs && atNs <= endedNs + asked.everyMs * NS_PER_MS);
    const ofOthers = readdirSync(folder).flatMap((file): ProcessReadings[] => {
      const [, role, pid] = /^(\w+)-(\d+)\.jsonl$/.exec(file) ?? [];
      if (role === undefined) return [];
      const approach = role === "service" ? nameOf.get(Number(pid)) : undefined;
      const name = approach === undefined ? role : `${role} of ${approach}`;
      const lines = readFileSync(path.join(folder, file), "utf8").trim().split("\n");
      const readings = during(lines.map((line) => JSON.parse(line) as MemoryReading));
      return [{ name, slices: slices.get(approach ?? "") ?? all, readings }];
    });
    return [{ name: "bench", slices: all, readings: during(ofBench) }, ...ofOthers];
  } finally {
    stop();
  }
}
