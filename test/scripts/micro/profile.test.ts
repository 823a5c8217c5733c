import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { profileApproaches, sharesOf } from "../../../scripts/micro/profile.js";
import { realEnvironment } from "../../../src/cli/environment.js";
import type { Result } from "../../../src/result/result.js";

const rounded = ({ shares }: ReturnType<typeof sharesOf>): [string, number][] =>
  shares.map(({ category, ratio }) => [category, Math.round(ratio * 1000) / 1000]);

const nothing = { processNs: 0, mainNs: 0, sampledUs: {} };

test("what the main thread used beyond its samples is native code, what the process used beyond that other threads", () => {
  const measured = [
    { processNs: 6_000, mainNs: 5_000, sampledUs: { ws: 2 } },
    { processNs: 4_000, mainNs: 4_000, sampledUs: { ws: 1, crypto: 1, "native code": 1 } },
  ];
  assert.deepEqual(rounded(sharesOf(measured, nothing)), [
    ["native code", 0.5],
    ["ws", 0.3],
    ["crypto", 0.1],
    ["other threads", 0.1],
  ]);
});

test("what the profiler's signals cost an idle slice is taken off every slice", () => {
  const slice = { processNs: 6_000, mainNs: 6_000, sampledUs: { ws: 2 } };
  const idle = { processNs: 2_000, mainNs: 2_000, sampledUs: { measuring: 1 } };
  assert.deepEqual(rounded(sharesOf([slice, slice], idle)), [
    ["native code", 0.6],
    ["ws", 0.4],
  ]);
});

test("samples of a thread that had to wait for its CPU exceed what it used: nothing is negative", () => {
  const slice = { processNs: 1_000, mainNs: 1_000, sampledUs: { ws: 3, crypto: 1 } };
  assert.deepEqual(rounded(sharesOf([slice], nothing)), [
    ["ws", 0.75],
    ["crypto", 0.25],
  ]);
  assert.throws(() => sharesOf([], nothing), /no CPU/);
});

test("a run under the profiler finds the writes of its service, and leaves nothing behind", {
  skip: !existsSync("/proc/self/task") && "only Linux tells the CPU of single threads",
}, async () => {
  const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("pushbench-profiles-"));
  const before = leftovers();
  const result = {
    scenario: { name: "chat" },
    scenarioGiven: "chat",
    overrides: ["clients=20", "run.sliceSeconds=0.25"],
    approaches: [{ name: "websocket" }],
  } as unknown as Result;
  const timing = { warmUpSeconds: 0.25, measureSeconds: 0.5 };
  const [profile] = await profileApproaches(realEnvironment(), result, timing, new AbortController().signal);
  assert.deepEqual([profile!.scenario, profile!.flow, profile!.approach], ["chat", "relay", "websocket"]);
  const ratios = new Map(profile!.shares.map(({ category, ratio }) => [category, ratio]));
  assert.ok((ratios.get("socket writes") ?? 0) > 0);
  assert.ok(
    !ratios.has("undici") && !ratios.has("node:http"),
    "a WebSocket service has no HTTP to do once it is connected",
  );
  assert.ok(Math.abs([...ratios.values()].reduce((sum, ratio) => sum + ratio, 0) - 1) < 1e-9);
  assert.deepEqual(leftovers(), before);
  assert.equal(process.env.PUSHBENCH_PROFILES, undefined);
});
