import assert from "node:assert/strict";
import { test } from "node:test";
import { checkObjectives } from "../../src/gate/threshold.js";
import { encoded, latencies, part, resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";

test("every approach is held against every objective of the scenario", () => {
  const checks = checkObjectives(
    resultOf(2, [WEBHOOK, WEBSOCKET], (bent) => {
      bent.scenario.objectives = { latencyP50Ms: 0.5, latencyP99Ms: 200, lost: 0 };
    }),
  );
  assert.deepEqual(
    checks.map(({ approach, objective, limit, met }) => [approach, objective, limit, met]),
    [
      ["webhook", "latencyP50Ms", 0.5, false],
      ["webhook", "latencyP99Ms", 200, true],
      ["webhook", "lost", 0, true],
      ["websocket", "latencyP50Ms", 0.5, true],
      ["websocket", "latencyP99Ms", 200, true],
      ["websocket", "lost", 0, true],
    ],
  );
});

test("a scenario without objectives has nothing to check", () => {
  const result = resultOf(2, undefined, (bent) => {
    bent.scenario.objectives = {};
  });
  assert.deepEqual(checkObjectives(result), []);
});

test("the value is the percentile of all rounds together, in ms", () => {
  const values = [latencies(1e6, 1_000, 1), latencies(3e6, 1_000, 2)];
  const result = resultOf(2, [WEBHOOK], (bent) => {
    for (const [i, ns] of values.entries()) part(bent, i + 1, "webhook").latency.latency = encoded(ns);
  });
  const sorted = values.flat().sort((a, b) => a - b);
  const [check] = checkObjectives(result);
  assert.ok(Math.abs(check!.value! / (sorted[1_979]! / 1e6) - 1) < 0.002, `${check!.value}`);
});

test("a value at the limit meets it", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    bent.scenario.objectives = { lost: 12 };
    Object.assign(part(bent, 1, "webhook").deliveries, { delivered: 5_388, lost: 12 });
  });
  assert.deepEqual(checkObjectives(result), [
    { approach: "webhook", objective: "lost", limit: 12, value: 12, met: true },
  ]);
});

test("what was not measured does not meet its objective", () => {
  const cases = {
    "no rounds": resultOf(0, [WEBHOOK]),
    "absent from all rounds": resultOf(1, [WEBHOOK], (bent) => {
      bent.rounds[0]!.approaches = [];
    }),
  };
  for (const [name, result] of Object.entries(cases)) {
    for (const { value, met } of checkObjectives(result)) assert.deepEqual([value, met], [undefined, false], name);
  }
});

test("a p99 of fewer than 100 deliveries is not measured", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    bent.scenario.objectives = { latencyP99Ms: 1_000 };
    part(bent, 1, "webhook").latency.latency = encoded(latencies(1e6, 99, 1));
  });
  assert.deepEqual(checkObjectives(result)[0], {
    approach: "webhook",
    objective: "latencyP99Ms",
    limit: 1_000,
    value: undefined,
    met: false,
  });
});

test("refused deliveries count as missing: refusing everything is no way to lose nothing", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    bent.scenario.objectives = { lost: 0 };
    Object.assign(part(bent, 1, "webhook").deliveries, { delivered: 0, rejected: 5_400 });
  });
  assert.deepEqual(checkObjectives(result)[0], {
    approach: "webhook",
    objective: "lost",
    limit: 0,
    value: 5_400,
    met: false,
  });
});
