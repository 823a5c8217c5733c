/** Runs without events, for real: what is measured of clients that are connected and do nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Result } from "../../src/result/result.js";
import { pushbench } from "../end-to-end/command-line.js";
import { nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";

const CLIENTS = 60;
/** Streams have no part in flow ingest, played or not. */
const ONLY_WEBHOOK = "approaches={webhook: }";

async function idle(out: string, approaches: string, settings: readonly string[]): Promise<Result> {
  const common = [`clients=${CLIENTS}`, "run.rounds=1", "run.warmUpSeconds=0.5", "run.sliceSeconds=0.5"];
  const argv = ["bench", "idle", "--approaches", approaches, "--out", out];
  const { exitCode, stdout, stderr } = await pushbench([
    ...argv,
    ...[...common, ...settings].flatMap((one) => ["--set", one]),
  ]);
  assert.equal(exitCode, 0, stdout + stderr);
  await nobodyIsLeft();
  return JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
}

test("idle: heartbeats of every client, their bytes, connections that stay, and nothing that counts deliveries", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const result = await idle(out, "webhook,websocket,sse", [
    "run.measureSeconds=2",
    "approaches.websocket.heartbeatSeconds=0.5",
    "approaches.sse.heartbeatSeconds=0.5",
  ]);
  assert.deepEqual([result.state, result.rounds.length], ["complete", 1]);
  const [webhook, websocket, sse] = result.rounds[0]!.approaches;
  for (const { approach, deliveries, latency, slices, warmUp } of result.rounds[0]!.approaches) {
    assert.deepEqual([deliveries.events, deliveries.expected, latency], [0, 0, {}], approach);
    assert.deepEqual(deliveries.reasons, {}, approach);
    assert.equal(slices!.length, 4);
    assert.deepEqual(warmUp, { blocks: 0, settled: false, deliveries: 0 });
  }
  assert.deepEqual([webhook!.idle!.heartbeats, webhook!.idle!.connectionsOpen], [undefined, 0]);
  for (const one of [websocket!, sse!]) {
    const { heartbeats, clientsNs, connectionsOpen } = one.idle!;
    // Each client has one in half a second; timers may be late, never early.
    const most = (CLIENTS * clientsNs) / 0.5e9;
    assert.ok(heartbeats! > 0.5 * most && heartbeats! <= 1.1 * most, `${one.approach}: ${heartbeats} of ${most}`);
    assert.deepEqual([connectionsOpen, one.wire.connectionsBroken], [CLIENTS, 0]);
    assert.ok(one.service.cpuNs! > webhook!.service.cpuNs!, "heartbeats cost more than nothing");
  }
  assert.match(readFileSync(path.join(out, "report.md"), "utf8"), /## What idle clients cost/);
});

test("idle clients of webhooks hold their pools until those have been idle for too long, and nothing afterwards", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const held = await idle(`${out}-held`, "webhook", ["flow=ingest", ONLY_WEBHOOK, "run.measureSeconds=0.5"]);
  const [before] = held.rounds[0]!.approaches;
  assert.deepEqual([before!.wire.connectionsOpenedBefore, before!.idle!.connectionsOpen], [CLIENTS, CLIENTS]);
  const gone = await idle(`${out}-gone`, "webhook", [
    ...["flow=ingest", ONLY_WEBHOOK, "run.measureSeconds=2.5"],
    ...["approaches.webhook.senderIdleSeconds=1", "approaches.webhook.keepAliveSeconds=20"],
  ]);
  const [after] = gone.rounds[0]!.approaches;
  assert.deepEqual([after!.wire.connectionsOpenedBefore, after!.idle!.connectionsOpen], [CLIENTS, 0]);
  assert.equal(after!.wire.connectionsBroken, 0);
});
