/** Every shipped scenario, run for real by all built-in approaches, as short as it can be. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Result } from "../../src/result.js";
import { pushbench, shortRun } from "./command-line.js";
import { childrenOf, scratchFolder } from "./processes.js";

const reportFiles = [
  "comparison.csv",
  "latency.hlog",
  "report.md",
  "result.json",
  "rounds.csv",
  "summary.csv",
  "timeline.csv",
];

/** The columns that README and CI rely on, first and in this order. */
const summaryColumns =
  "scenario,approach,transport,flow,rounds,events,deliveries,lost,duplicates,out_of_order,rejected,latency_p50_ns,latency_p90_ns," +
  "latency_p99_ns,latency_p999_ns,latency_max_ns,service_time_p50_ns,service_time_p99_ns,ack_p50_ns,ack_p99_ns,lateness_p50_ns," +
  "lateness_p99_ns,deliveries_per_second,service_cpu_us_per_delivery,service_rss_idle_bytes,service_rss_max_bytes," +
  "wire_bytes_per_delivery,generator_cpu_ratio,generator_verdict";

for (const scenario of ["chat", "collaborative-editing", "payment", "github-events", "stock-ticker"]) {
  for (const guarantee of scenario === "chat" || scenario === "stock-ticker" || scenario === "payment"
    ? ["at-least-once", "at-most-once"]
    : ["at-least-once"]) {
    test(`${scenario} ${guarantee}: every event is delivered once by every approach and the sums balance`, async (context) => {
      const out = path.join(scratchFolder(context), "report");
      const others = guarantee === "at-least-once" ? ["webhook-new-connection", "websocket-deflate"] : [];
      const approaches = ["webhook", "websocket", ...others];
      const sooner =
        scenario === "payment"
          ? ["--set", "arrivals.bursts.everySeconds=0.25", "--set", "arrivals.bursts.durationSeconds=0.1"]
          : [];
      const argv = [
        "bench",
        "--scenario",
        scenario,
        "--out",
        out,
        "--approaches",
        approaches.join(","),
        ...shortRun(1, scenario === "chat" ? 0.25 : 0),
        ...sooner,
        "--set",
        `guarantee=${guarantee}`,
        "--set",
        "objectives={}",
      ];
      const { exitCode, stdout, stderr } = await pushbench(argv);
      assert.equal(exitCode, 0, stdout + stderr);
      assert.deepEqual(readdirSync(out).sort(), reportFiles);
      const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
      assert.equal(result.state, "complete");
      const [round] = result.rounds;
      assert.deepEqual(
        round!.approaches.map(({ approach }) => approach),
        approaches,
      );
      const first = round!.approaches[0]!.deliveries;
      for (const { approach, deliveries, wire, service } of round!.approaches) {
        const { expected, delivered, lost, rejected, duplicates, reasons } = deliveries;
        assert.deepEqual(
          { lost, rejected, duplicates, reasons },
          { lost: 0, rejected: 0, duplicates: 0, reasons: {} },
          approach,
        );
        assert.equal(delivered, expected);
        assert.deepEqual(
          [deliveries.events, expected],
          [first.events, first.expected],
          `${approach} ran the same events`,
        );
        assert.ok(expected > 0 && service.cpuNs > 0 && service.rssIdleBytes > 0);
        if (approach !== "websocket-deflate")
          assert.ok(wire.toServiceBytes + wire.fromServiceBytes > wire.payloadBytes, approach);
      }
      const [header, ...rows] = readFileSync(path.join(out, "summary.csv"), "utf8").trim().split("\n");
      assert.ok(header!.startsWith(summaryColumns), header);
      assert.equal(rows.length, approaches.length);
      assert.deepEqual(childrenOf(process.pid), [], "no process stays behind");
    });
  }
}

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
    assert.deepEqual(childrenOf(process.pid), []);
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
      "--set",
      "objectives={}",
      ...shortRun(),
      "--set",
      `run.seed=${seed}`,
    ];
    assert.equal((await pushbench(argv)).exitCode, 0);
    return (JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result).scheduleFingerprint;
  };
  const first = await fingerprint("first", 7);
  assert.equal(await fingerprint("again", 7), first);
  assert.notEqual(await fingerprint("other", 8), first);
});
