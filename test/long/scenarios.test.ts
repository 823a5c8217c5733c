/** Every shipped scenario, run for real by all built-in approaches, as short as it can be. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Histogram } from "../../src/histogram.js";
import type { Result } from "../../src/result/result.js";
import { pushbench, shortRun } from "../end-to-end/command-line.js";
import { nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";
import { approachesOf, assertEachOnce } from "../end-to-end/scenario-run.js";

for (const [scenario, guarantee] of [
  ["chat", "at-least-once"],
  ["chat", "at-most-once"],
  ["collaborative-editing", "at-least-once"],
  ["payment", "at-least-once"],
  ["payment", "at-most-once"],
  ["github-events", "at-least-once"],
  ["stock-ticker", "at-least-once"],
  ["stock-ticker", "at-most-once"],
  ["ci-deployment", "at-least-once"],
  ["comment-notifications", "at-least-once"],
  ["data-sync", "at-least-once"],
  ["live-scores", "at-most-once"],
  ["online-game", "at-most-once"],
  ["slack-app", "at-least-once"],
  ["stripe", "at-least-once"],
  ["telemetry", "at-most-once"],
  ["trello", "at-least-once"],
] as const) {
  test(`${scenario} ${guarantee}: every event is delivered once by every approach and the sums balance`, async (context) =>
    assertEachOnce(context, scenario, guarantee, await approachesOf(scenario, guarantee)));
}

test("an objective on the jitter has it measured at each recipient, and judged", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const argv = ["bench", "--scenario", "online-game", "--approaches", "websocket", "--out", out, ...shortRun()];
  const limits = ["--set", "clients=32", "--set", "objectives={jitterP99Ms: 0.000001}"];
  assert.equal((await pushbench([...argv, ...limits])).exitCode, 1, "nothing is as even as that");
  const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
  const { latency, deliveries } = result.rounds[0]!.approaches[0]!;
  const gaps = deliveries.delivered - 2 * 32; // two slices, each with a first event for every recipient
  assert.equal(Histogram.decode(latency.jitter!).count, gaps);
  assert.match(readFileSync(path.join(out, "report.md"), "utf8"), /jitter p99 at most .* ✗ MISSED/);
});

test("a new connection per event opens one for each event, keep-alive and WebSocket open none", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const argv = [
    "bench",
    "--scenario",
    "github-events",
    "--out",
    out,
    "--approaches",
    "webhook,webhook-new-connection,websocket",
    "--set",
    "objectives={}",
    ...shortRun(),
  ];
  assert.equal((await pushbench(argv)).exitCode, 0);
  const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
  const [webhook, fresh, websocket] = result.rounds[0]!.approaches;
  assert.equal(fresh!.wire.connectionsOpenedDuring, fresh!.deliveries.events);
  assert.ok(webhook!.wire.connectionsOpenedDuring < webhook!.deliveries.events / 4);
  assert.equal(websocket!.wire.connectionsOpenedDuring, 0);
});

test("a closed loop keeps its window full and acknowledges all", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const loop = "arrivals={executor: constant-concurrency, windowPerClient: 4}";
  const argv = [
    "bench",
    "--scenario",
    "github-events",
    "--approaches",
    "webhook,websocket", // autocannon plays no approach over TLS
    "--out",
    out,
    "--set",
    loop,
    "--set",
    "clients=5",
    "--set",
    "payload.bytes=300",
    "--set",
    "objectives={}",
    ...shortRun(),
  ];
  const { exitCode, stdout, stderr } = await pushbench(argv);
  assert.equal(exitCode, 0, stdout + stderr);
  const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
  for (const { approach, deliveries, latency } of result.rounds[0]!.approaches) {
    assert.ok(deliveries.events > 3 * 5 * 4, `${approach}: ${deliveries.events} events`);
    assert.deepEqual(
      [deliveries.delivered, deliveries.acked, deliveries.lost],
      [deliveries.events, deliveries.events, 0],
      approach,
    );
    assert.equal(latency.lateness, undefined);
  }
  const [webhook, websocket] = result.rounds[0]!.approaches;
  const { crossCheck } = webhook!;
  assert.deepEqual([crossCheck?.failed, crossCheck?.inFlight], [0, 20]);
  assert.ok(crossCheck!.requestsPerSecond > 0 && crossCheck!.serviceCpuNsPerRequest > 0);
  assert.equal(websocket!.crossCheck, undefined, "autocannon knows no WebSockets");
  assert.match(readFileSync(path.join(out, "report.md"), "utf8"), /## Saturation, cross-checked with autocannon/);
});

for (const scenario of ["chat", "stock-ticker", "github-events"]) {
  test(`${scenario} with two generator processes delivers the same events, each once`, async (context) => {
    const out = path.join(scratchFolder(context), "report");
    const argv = [
      "bench",
      "--scenario",
      scenario,
      "--out",
      out,
      "--approaches",
      "webhook,websocket",
      "--generators",
      "2",
    ];
    const { exitCode, stdout, stderr } = await pushbench([...argv, "--set", "objectives={}", ...shortRun()]);
    assert.equal(exitCode, 0, stdout + stderr);
    const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
    for (const { approach, deliveries } of result.rounds[0]!.approaches) {
      const { expected, delivered, duplicates, lost, reasons } = deliveries;
      assert.deepEqual(
        { delivered, duplicates, lost, reasons },
        { delivered: expected, duplicates: 0, lost: 0, reasons: {} },
        approach,
      );
    }
    await nobodyIsLeft();
  });
}

test("the same seed is the same workload, another seed another one", async (context) => {
  const folder = scratchFolder(context);
  const fingerprint = async (name: string, seed: number): Promise<string> => {
    const out = path.join(folder, name);
    const argv = [
      "bench",
      "--scenario",
      "payment",
      "--approaches",
      "websocket",
      "--out",
      out,
      ...["--set", "objectives={}"],
      ...["--set", "arrivals={executor: poisson-arrival-rate, perSecond: 100}"], // its own have nothing due so soon
      ...shortRun(),
      ...["--set", `run.seed=${seed}`],
    ];
    assert.equal((await pushbench(argv)).exitCode, 0);
    return (JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result).scheduleFingerprint;
  };
  const first = await fingerprint("first", 7);
  assert.equal(await fingerprint("again", 7), first);
  assert.notEqual(await fingerprint("other", 8), first);
});
