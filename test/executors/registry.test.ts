import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arrivalsSchema, executorNames, executorOf, executors, haveEvents } from "../../src/executors/registry.js";
import { buildSchedule } from "../../src/executors/schedule.js";
import { z } from "../../src/schema.js";

const examples = [
  { executor: "constant-arrival-rate", perSecond: 5 },
  { executor: "poisson-arrival-rate", perSecond: 5 },
  { executor: "ramping-arrival-rate", startPerSecond: 0, stages: [{ durationSeconds: 1, perSecond: 5 }] },
  {
    executor: "burst-arrival-rate",
    perSecond: 5,
    bursts: { everySeconds: 2, durationSeconds: 1, perSecond: 9 },
  },
  { executor: "train-arrival-rate", perSecond: 2, events: { min: 10, max: 100 }, durationSeconds: 4 },
  { executor: "constant-concurrency", windowPerClient: 4 },
  { executor: "none" },
] as const;

test("every executor reads its own settings, under the name it is registered by", () => {
  assert.deepEqual(
    examples.map(({ executor }) => executor),
    executorNames,
  );
  for (const example of examples) {
    const arrivals = arrivalsSchema.parse(structuredClone(example));
    assert.deepEqual(arrivals, example);
    assert.equal(executorOf(arrivals), executors[example.executor]);
  }
});

test("an open executor says to which rate it comes at most", () => {
  const peaks = examples.map((example) => {
    const arrivals = arrivalsSchema.parse(structuredClone(example));
    const executor = executorOf(arrivals);
    return executor.loop === "open" ? executor.peakPerSecond(arrivals) : undefined;
  });
  assert.deepEqual(peaks, [5, 5, 5, 9, 110, undefined, 0]);
});

test("an open executor with all rates multiplied has as many times the events, at rates of the same shape", () => {
  for (const example of examples) {
    const arrivals = arrivalsSchema.parse(structuredClone(example));
    const executor = executorOf(arrivals);
    if (executor.loop === "closed" || !haveEvents(arrivals)) continue;
    const scaled = arrivalsSchema.parse(executor.scaled(arrivals, 3));
    for (const windowNs of [0.7e9, 4e9])
      assert.ok(
        Math.abs(executor.expectedEvents(scaled, windowNs) / executor.expectedEvents(arrivals, windowNs) - 3) < 1e-9,
        example.executor,
      );
    assert.equal(executor.peakPerSecond(scaled), 3 * executor.peakPerSecond(arrivals));
    assert.equal(executor.periodSeconds?.(scaled), executor.periodSeconds?.(arrivals));
    assert.deepEqual(arrivals, example, "the arrivals themselves stay");
  }
});

test("a closed loop has a window per client and no due times", () => {
  const { loop, windowPerClient } = executors["constant-concurrency"];
  assert.equal(loop, "closed");
  assert.equal(windowPerClient({ executor: "constant-concurrency", windowPerClient: 4 }), 4);
});

test("without arrivals nothing is ever due, at any rate that a study may ask for", () => {
  const arrivals = arrivalsSchema.parse({ executor: "none" });
  const executor = executors.none;
  assert.deepEqual(
    examples.filter((example) => !haveEvents(arrivalsSchema.parse(structuredClone(example)))),
    [arrivals],
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), fc.nat(), (windowNs, seed) => {
      assert.equal(executor.expectedEvents(), 0);
      const { dueNs, sender, payloadBytes } = buildSchedule({
        ...{ arrivals: executor.scaled({ executor: "none" }), windowNs, seed, payloadBytes: 200 },
        topology: { flow: "ingest", clients: 10, roomSize: 1 },
      });
      assert.deepEqual([dueNs.length, sender.length, payloadBytes.length], [0, 0, 0]);
    }),
  );
});

test("settings that no executor has are refused", () => {
  const refused = [
    { executor: "constant-arrival-rate" },
    { executor: "constant-arrival-rate", perSecond: 0 },
    { executor: "constant-arrival-rate", perSecond: Number.POSITIVE_INFINITY },
    { executor: "poisson-arrival-rate", perSecond: 5, stages: [] },
    { executor: "ramping-arrival-rate", startPerSecond: 1, stages: [] },
    { executor: "train-arrival-rate", perSecond: 2, events: { min: 10, max: 9 }, durationSeconds: 4 },
    { executor: "constant-concurrency", windowPerClient: 1.5 },
    { executor: "none", perSecond: 5 },
    { executor: "uniform-arrival-rate", perSecond: 5 },
    { perSecond: 5 },
  ];
  for (const arrivals of refused)
    assert.equal(arrivalsSchema.safeParse(arrivals).success, false, JSON.stringify(arrivals));
});

test("the JSON Schema describes every setting, so that editors can explain it", () => {
  const undescribed: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties } = node as { properties?: Record<string, { description?: string }> };
    for (const [name, property] of Object.entries(properties ?? {})) {
      if (!property.description) undescribed.push(`${path}/${name}`);
      walk(property, `${path}/${name}`);
    }
    for (const key of ["oneOf", "anyOf"]) {
      const options = (node as Record<string, unknown>)[key];
      if (Array.isArray(options)) for (const option of options) walk(option, path);
    }
    walk((node as { items?: unknown }).items, `${path}/items`);
  };
  walk(z.toJSONSchema(arrivalsSchema), "");
  assert.deepEqual(undescribed, []);
});
