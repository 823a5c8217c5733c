/** One whole run of each kind, as short as it can be. All others are in test/long. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pushbench } from "./command-line.js";
import { assertKept, brief, each, OUTAGE, ran } from "./fault-run.js";
import { commands, gate } from "./own-service-run.js";
import { scratchFolder } from "./processes.js";
import { assertEachOnce } from "./scenario-run.js";

test("chat at-least-once: every event is delivered once by every approach and the sums balance", (context) =>
  assertEachOnce(context, "chat", "at-least-once", ["webhook", "websocket", "sse"]));

test("outage, at least once: a killed service comes back and nothing is lost or doubled", async (context) => {
  const result = await ran(context, "outage", "webhook,websocket", [...brief(1.5), ...OUTAGE]);
  each(result, (approach) => {
    assertKept(approach);
    const [fault] = approach.recovery!.faults;
    assert.ok(fault!.detectNs! > 0 && fault!.drainNs! > 0, approach.approach);
    assert.ok(fault!.endedNs - fault!.beganNs >= 0.15e9); // 0.3 s, less if it began late
  });
});

test("what an own service cannot play is refused before anything starts", async (context) => {
  const folder = scratchFolder(context);
  const { exitCode, stderr } = await pushbench(gate(folder, "chat", ...commands(`touch ${folder}/started`)));
  assert.equal(exitCode, 2);
  assert.match(stderr, /chat cannot be played with services of your own/);
  assert.match(stderr, /approaches\.webhook: nobody can tell your service where to send its webhooks/);
  assert.ok(!existsSync(path.join(folder, "started")));
  assert.ok(!existsSync(path.join(folder, "reports")));
});
