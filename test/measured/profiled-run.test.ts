/** The profiler's thread takes its samples only when a CPU is free, so this has the machine to itself. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { profileApproaches } from "../../scripts/micro/profile.js";
import { realEnvironment } from "../../src/cli/environment.js";
import type { Result } from "../../src/result/result.js";

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
