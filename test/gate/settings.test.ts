import assert from "node:assert/strict";
import { test } from "node:test";
import { gateSettingsSchema } from "../../src/gate/settings.js";

const problems = (value: unknown): string[] => {
  const { error } = gateSettingsSchema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
};

test("nothing said: the defaults of every metric, ratios advisory", () => {
  assert.deepEqual(gateSettingsSchema.parse({}), { metrics: {}, ratios: "advisory" });
});

test("a metric may change role, tolerance and smallest effect, each alone", () => {
  for (const wanted of [
    { role: "gate" },
    { tolerance: 0.01 },
    { smallestEffect: 0.3 },
    { role: "advisory", tolerance: 0 },
  ]) {
    const settings = { metrics: { "latency-p95": wanted }, ratios: "gate" };
    assert.deepEqual(gateSettingsSchema.parse(settings), settings);
  }
});

test("what does not go together is named, also against a default", () => {
  assert.deepEqual(problems({ metrics: { "latency-p50": { smallestEffect: 0.01 } } }), [
    "metrics.latency-p50.smallestEffect: the smallest effect (0.01) must lie above the tolerance (0.03)",
  ]);
  assert.deepEqual(problems({ metrics: { "service-memory": { tolerance: 0.2 } } }), [
    "metrics.service-memory.tolerance: the smallest effect (0.05) must lie above the tolerance (0.2)",
  ]);
});

test("unknown metrics, roles and keys are refused", () => {
  const wrong = [
    { metrics: { latency: {} } },
    { metrics: { "latency-p50": { role: "fail" } } },
    { metrics: { "latency-p50": { effect: 1 } } },
    { metrics: { "latency-p50": { tolerance: -0.1 } } },
    { ratio: "gate" },
  ];
  for (const settings of wrong) assert.equal(problems(settings).length, 1, JSON.stringify(settings));
});
