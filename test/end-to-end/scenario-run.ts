/** A shipped scenario, run for real and as short as it can be: what must hold of it by every approach. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Guarantee } from "../../src/flow.js";
import type { Result } from "../../src/result/result.js";
import { loadScenario } from "../../src/scenario/load.js";
import { transportsPlaying } from "../../src/transports/registry.js";
import { pushbench, shortRun } from "./command-line.js";
import { nobodyIsLeft, scratchFolder } from "./processes.js";

const reportFiles = [
  "comparison.csv",
  "latency.hlog",
  "ratios.svg",
  "report.html",
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

/** What of a scenario must be sooner, more often or smaller, so that a run of half a second has events and no more than it can carry. */
const changed: Record<string, string[]> = {
  "ci-deployment": ["arrivals.perSecond=20", "arrivals.events={min: 5, max: 10}", "arrivals.durationSeconds=0.1"],
  "comment-notifications": ["clients=40", "arrivals.perSecond=100"],
  "live-scores": ["clients=200", "arrivals.perSecond=4"],
  payment: ["arrivals.bursts.everySeconds=0.25", "arrivals.bursts.durationSeconds=0.1"],
  stripe: ["arrivals.perSecond=100"],
  telemetry: ["clients=50"],
  trello: ["clients=32", "arrivals.bursts={everySeconds: 0.25, durationSeconds: 0.05, perSecond: 100}"],
};

/** What the scenario ships, and what else can play it. */
export async function approachesOf(scenario: string, guarantee: Guarantee): Promise<string[]> {
  const others = guarantee === "at-least-once" ? ["webhook-new-connection", "websocket-deflate"] : [];
  const { flow, approaches: shipped } = await loadScenario(scenario, { directories: ["scenarios"] });
  const streams = transportsPlaying(flow).includes("sse") ? ["sse"] : [];
  const own = shipped.map(({ name }) => name);
  return [...new Set(["webhook", "websocket", ...streams, ...others, ...own])];
}

/** Every event is delivered once by every approach, the sums balance, and every report is there. */
export async function assertEachOnce(
  context: TestContext,
  scenario: string,
  guarantee: Guarantee,
  approaches: readonly string[],
): Promise<void> {
  const out = path.join(scratchFolder(context), "report");
  const sooner = (changed[scenario] ?? []).flatMap((override) => ["--set", override]);
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
  const [charts, others] = partition(readdirSync(out).sort());
  assert.deepEqual(others, reportFiles);
  assert.ok(charts.length >= 3, charts.join(" "));
  const result = JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
  assert.equal(result.state, "complete");
  const [round] = result.rounds;
  assert.deepEqual(
    round!.approaches.map(({ approach }) => approach),
    approaches,
  );
  const first = round!.approaches[0]!.deliveries;
  const compressed = result.approaches.filter(({ config }) => config.deflate).map(({ name }) => name);
  for (const { approach, deliveries, wire, service } of round!.approaches) {
    const { expected, delivered, lost, rejected, duplicates, reasons } = deliveries;
    assert.deepEqual(
      { lost, rejected, duplicates, reasons },
      { lost: 0, rejected: 0, duplicates: 0, reasons: {} },
      approach,
    );
    assert.equal(delivered, expected);
    assert.deepEqual([deliveries.events, expected], [first.events, first.expected], `${approach} ran the same events`);
    assert.ok(expected > 0 && service.cpuNs! > 0 && service.rssIdleBytes! > 0);
    if (!compressed.includes(approach))
      assert.ok(wire.toServiceBytes + wire.fromServiceBytes > wire.payloadBytes, approach);
  }
  const [header, ...rows] = readFileSync(path.join(out, "summary.csv"), "utf8").trim().split("\n");
  assert.ok(header!.startsWith(summaryColumns), header);
  assert.equal(rows.length, approaches.length);
  await nobodyIsLeft();
}

/** Which charts there are depends on the scenario. */
const partition = (files: readonly string[]): [charts: string[], others: string[]] => [
  files.filter((file) => /^chart-.*\.svg$/.test(file)),
  files.filter((file) => !/^chart-/.test(file)),
];
