/** What each point plays, made and validated before anything is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PushbenchError } from "../../../src/errors.js";
import { executorOf } from "../../../src/executors/registry.js";
import { secondsToNs } from "../../../src/units.js";
import { planned } from "./asked.js";

test("each point has its setting, its folder, and the overrides by which a bench plays it again", async () => {
  const { points } = await planned("chat", ["arrivals.perSecond=100,2000"], ["clients=40"]);
  assert.deepEqual(
    points.map(({ number, at, folder }) => [number, at, folder]),
    [
      [1, [100], "points/1-100"],
      [2, [2000], "points/2-2000"],
    ],
  );
  const { scenario, overrides } = points[1]!.plan!;
  assert.deepEqual(
    [scenario.clients, scenario.arrivals, scenario.run.rounds],
    [40, { executor: "poisson-arrival-rate", perSecond: 2000 }, 6],
  );
  assert.deepEqual(overrides, ["clients=40", "arrivals.perSecond=2000"]);
});

test("settings that are whole numbers get whole numbers, each once; others keep their fractions", async () => {
  const valuesOf = async (over: string, points: number) => (await planned("chat", [over], [], points)).axes[0]!.values;
  assert.deepEqual(await valuesOf("clients=10..15", 9), [10, 11, 12, 13, 14, 15]);
  assert.deepEqual(await valuesOf("rooms.size=2..20", 4), [2, 4, 9, 20]);
  assert.deepEqual(await valuesOf("arrivals.perSecond=50..100", 3), [50, 70.7, 100]);
  assert.deepEqual(await valuesOf("approaches.websocket.heartbeatSeconds=1..2:linear", 3), [1, 1.5, 2]);
});

test("a setting of one approach, words and booleans, and two settings at once", async () => {
  const { points } = await planned("chat", ["approaches.websocket.deflate=true,false", "payload.bytes=100,1000"]);
  const seen = points.map(({ plan }) => [
    plan!.scenario.approaches.find(({ name }) => name === "websocket")!.config.deflate,
    plan!.scenario.payload.bytes,
  ]);
  assert.deepEqual(seen, [
    [true, 100],
    [true, 1000],
    [false, 100],
    [false, 1000],
  ]);
  const words = await planned("chat", ["guarantee=at-least-once,at-most-once"]);
  assert.equal(words.points[1]!.plan!.overrides[0], 'guarantee="at-most-once"');
});

test("arrivals with several rates are multiplied as a whole", async () => {
  const bursts =
    "arrivals={executor: burst-arrival-rate, perSecond: 10, bursts: {everySeconds: 1, durationSeconds: 0.1, perSecond: 110}}";
  const { points } = await planned("chat", ["arrivals.rate=10,100"], [bursts]);
  for (const { at, plan } of points) {
    const executor = executorOf(plan!.scenario.arrivals);
    assert.ok(executor.loop === "open");
    assert.ok(Math.abs(executor.expectedEvents(plan!.scenario.arrivals, secondsToNs(1)) - (at[0] as number)) < 1e-6);
    assert.equal(executor.peakPerSecond(plan!.scenario.arrivals) / (at[0] as number), 5.5);
  }
});

const refused: [over: string[], overrides: string[], message: RegExp][] = [
  [["clients=10,0"], [], /^At the point clients=0: 1 problem in .*chat\.yaml/],
  [["clients=10,70000000"], [], /^At the point clients=70000000: /],
  [["client=10,20"], [], /^At the point client=10: /],
  [
    ["arrivals.perSecond=1,2"],
    ["arrivals={executor: ramping-arrival-rate, startPerSecond: 1, stages: [{durationSeconds: 1, perSecond: 2}]}"],
    /^At the point arrivals\.perSecond=1: /,
  ],
  [
    ["arrivals.rate=1,2"],
    ["arrivals={executor: none}", "objectives={}"],
    /^At the point arrivals\.rate=1: chat has no rate/,
  ],
  [["arrivals.rate=0,2"], [], /arrivals\.rate must be above 0/],
];
for (const [over, overrides, message] of refused) {
  test(`--over ${over} ${overrides}: ${message.source.slice(0, 50)}`, async () => {
    await assert.rejects(planned("chat", over, overrides), (error: PushbenchError) => {
      assert.match(error.message, message);
      assert.equal(error.exitCode, 2);
      return true;
    });
  });
}

test("who asks for a rate that the arrivals do not have is told how to scale them", async () => {
  const ramp =
    "arrivals={executor: ramping-arrival-rate, startPerSecond: 1, stages: [{durationSeconds: 1, perSecond: 2}]}";
  await assert.rejects(planned("chat", ["arrivals.perSecond=1,2"], [ramp]), ({ hint }: PushbenchError) =>
    /--over arrivals\.rate=1\.\.2000/.test(hint ?? ""),
  );
});
