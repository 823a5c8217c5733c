import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { benchOf, commandOf } from "../../src/advise/command-line.js";
import { guaranteeOf } from "../../src/advise/distance.js";
import { isEncrypted } from "../../src/advise/evidence.js";
import { workloadOf, workloadSchema } from "../../src/advise/workload.js";
import { executorOf } from "../../src/executors/registry.js";
import { flowNames } from "../../src/flow.js";
import { usualApproaches } from "../../src/scenario/approaches.js";
import { loadScenario } from "../../src/scenario/load.js";
import { workload } from "./known.js";

const rate = fc.double({ min: 1e-4, max: 20_000, noNaN: true });

const anyWorkload = fc
  .record({
    flow: fc.constantFrom(...flowNames),
    clients: fc.integer({ min: 2, max: 100_000 }),
    rates: fc.tuple(rate, rate),
    payloadBytes: fc.integer({ min: 1, max: 1_000_000 }),
    latencyP99Ms: fc.option(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { nil: undefined }),
    lossless: fc.boolean(),
    tls: fc.boolean(),
  })
  .map(({ rates, ...asked }) =>
    workloadOf(workloadSchema.parse({ ...asked, perSecond: Math.min(...rates), peakPerSecond: Math.max(...rates) })),
  );

test("the command measures the workload that was asked about, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(anyWorkload, async (asked) => {
      const bench = benchOf(asked);
      fc.pre(bench !== undefined);
      const { scenario, overrides } = bench;
      const loaded = await loadScenario(scenario, { directories: ["scenarios"], overrides });
      const executor = executorOf(loaded.arrivals);
      assert.ok(executor.loop === "open");
      assert.deepEqual(
        [loaded.flow, loaded.clients, loaded.guarantee, loaded.payload.bytes],
        [asked.flow, asked.clients, guaranteeOf(asked), asked.payloadBytes],
      );
      if (asked.flow === "relay") assert.equal(loaded.roomSize, asked.recipients + 1);
      assert.ok(Math.abs(executor.peakPerSecond(loaded.arrivals) / asked.peakPerSecond - 1) < 1e-6);
      assert.equal(loaded.objectives.latencyP99Ms, asked.latencyP99Ms);
      assert.equal(loaded.objectives.lost, asked.lossless ? 0 : undefined);
      assert.deepEqual(
        loaded.approaches.map(({ name }) => name),
        Object.keys(usualApproaches),
      );
      for (const approach of loaded.approaches) assert.equal(isEncrypted(approach), asked.tls);
      assert.equal(loaded.senderSkew, undefined);
      assert.deepEqual([loaded.faults ?? [], loaded.network], [[], undefined]);
    }),
    { numRuns: 40 },
  );
});

test("a shell gives every word of the command as it was meant", () => {
  const bench = benchOf(workload({ perSecond: 1, peakPerSecond: 50, latencyP99Ms: 200 }))!;
  const words = execFileSync("sh", ["-c", commandOf("printf '%s\\n'", bench)], { encoding: "utf8" }).trimEnd();
  const expected = ["bench", "--scenario", bench.scenario, ...bench.overrides.flatMap((one) => ["--set", one])];
  assert.deepEqual(words.split("\n"), expected);
});

test("rare events are given a longer window, of whole periods of the arrivals", () => {
  const secondsOf = (perSecond: number): string =>
    benchOf(workload({ perSecond, peakPerSecond: 100 }))!.overrides.find((one) => one.startsWith("run."))!;
  assert.deepEqual(
    [100, 2, 0.01].map(secondsOf),
    [8, 20, 120].map((seconds) => `run.measureSeconds=${seconds}`),
  );
});

test("a workload with more deliveries than a round may have gets no command, and a large one the shortest window", () => {
  const broadcast = (clients: number, perSecond: number) =>
    benchOf(workload({ flow: "broadcast", clients, perSecond }))?.overrides.at(-1);
  assert.equal(broadcast(100_000, 249), "run.measureSeconds=4");
  assert.equal(broadcast(100_000, 250), undefined);
});
