import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf, gateRounds } from "../../src/gate/figures.js";
import { gateMetricNames, gateMetrics, policyOf } from "../../src/gate/metrics.js";
import { approachRound, encoded, latencies, resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";

test("every metric is read from a round, in its unit", () => {
  const round = approachRound(WEBSOCKET, 1);
  const values = latencies(500_000, 2_000, 9);
  round.latency.latency = encoded(values);
  round.deliveries.delivered = 5_000;
  round.activeNs = 2.5e9;
  Object.assign(round.service, { cpuNs: 2e8, rssLoadedBytes: 7e7 });
  Object.assign(round.wire, { toServiceBytes: 4e5, fromServiceBytes: 1.6e6 });
  const { metrics } = figuresOf(round);
  assert.deepEqual(Object.keys(metrics), gateMetricNames);
  assert.equal(metrics["service-cpu-per-delivery"], 40_000);
  assert.equal(metrics.throughput, 2_000);
  assert.equal(metrics["service-memory"], 7e7);
  assert.equal(metrics["wire-bytes-per-delivery"], 400);
  const sorted = values.sort((a, b) => a - b);
  for (const [name, rank] of [
    ["latency-p50", 999],
    ["latency-p95", 1_899],
    ["latency-p99", 1_979],
  ] as const) {
    assert.ok(Math.abs(metrics[name]! / sorted[rank]! - 1) < 0.002, name);
  }
});

test("what a round cannot tell is absent: nothing delivered, or too few samples for a percentile", () => {
  const silent = approachRound(WEBSOCKET, 1);
  silent.latency.latency = encoded([]);
  Object.assign(silent.deliveries, { delivered: 0, lost: silent.deliveries.expected });
  silent.activeNs = 0;
  assert.deepEqual(Object.keys(figuresOf(silent).metrics), ["service-memory"]);
  const few = approachRound(WEBSOCKET, 1);
  few.latency.latency = encoded(latencies(500_000, 50, 1));
  assert.ok(!("latency-p99" in figuresOf(few).metrics) && "latency-p95" in figuresOf(few).metrics);
});

test("of both sides' CPUs the worse counts, and unknown stays unknown", () => {
  const round = approachRound(WEBSOCKET, 1);
  const { foreignRatio, stealRatio } = figuresOf(round);
  assert.deepEqual([foreignRatio, stealRatio], [0.03, 0.001]);
  delete round.cpus;
  assert.ok(!("foreignRatio" in figuresOf(round)));
});

test("rounds are paired by their number; one that an arm lacks stays, and shows it", () => {
  const base = resultOf(3, [WEBHOOK, WEBSOCKET]).rounds;
  const head = resultOf(3, [WEBHOOK, WEBSOCKET]).rounds.slice(1).reverse();
  const paired = gateRounds({ base, head, control: base, first: new Map([[2, "head"]]) });
  assert.deepEqual(
    paired.map(({ number, base, head, control, first }) => [number, base.length, head.length, control?.length, first]),
    [
      [1, 2, 0, 2, undefined],
      [2, 2, 2, 2, "head"],
      [3, 2, 2, 2, undefined],
    ],
  );
  assert.equal(paired[1]!.head[1]!.approach, "websocket");
  assert.ok(!("control" in gateRounds({ base, head })[0]!));
});

test("what matters lies above what is tolerated, for every metric", () => {
  for (const name of gateMetricNames) {
    const { tolerance, smallestEffect } = gateMetrics[name];
    assert.ok(tolerance > 0 && smallestEffect > tolerance, name);
    assert.deepEqual(policyOf(name, "open", { role: "gate" }), { role: "gate", tolerance, smallestEffect });
  }
});
