import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../../src/errors.js";
import { executorOf } from "../../../src/executors/registry.js";
import { trialScenario } from "../../../src/studies/capacity/trial-scenario.js";
import { questionAbout, scenarioOf } from "./asked.js";

test("a trial has whole periods of the arrivals, and rates are means over it", async () => {
  const bursts = await questionAbout("payment", 2);
  assert.equal(bursts.seconds, 3);
  assert.ok(Math.abs(bursts.ownRate - 202 / 3) < 1e-9 && Math.abs(bursts.peakRatio - 600 / 202) < 1e-9);
  assert.equal((await questionAbout("payment", 3.5)).seconds, 6);
  const even = await questionAbout("github-events", 2.5);
  assert.deepEqual([even.seconds, even.ownRate, even.peakRatio], [2.5, 100, 1]);
});

test("the least rate has enough deliveries for the percentile, the first is the scenario's own", async () => {
  const p99 = await questionAbout("github-events", 2);
  assert.deepEqual([p99.leastRate, p99.startRate], [65, 100]);
  const p50 = await questionAbout("github-events", 2, "objectives={latencyP50Ms: 5}");
  assert.equal(p50.leastRate, 10);
  const fanOut = await questionAbout("stock-ticker", 2, "clients=100");
  assert.deepEqual([fanOut.leastRate, fanOut.mostRate], [0.65, 10_000]);
  const rooms = await questionAbout("chat", 2, "rooms.size=11", "clients=55");
  assert.deepEqual([rooms.leastRate, rooms.mostRate], [6.5, 100_000]);
});

const refused: [scenario: string, overrides: string[], message: RegExp, hint: RegExp][] = [
  ["payment", ["objectives={lost: 0}"], /no limit for the latency/, /--set objectives\.latencyP99Ms=200/],
  [
    "payment",
    ["arrivals={executor: constant-concurrency, windowPerClient: 1}", "objectives={latencyP99Ms: 9}"],
    /no rate to search: the executor of its arrivals is constant-concurrency/,
    /poisson-arrival-rate/,
  ],
  ["idle", [], /no rate to search: the executor of its arrivals is none/, /poisson-arrival-rate/],
  ["outage", ["objectives={latencyP99Ms: 9}"], /has faults/, /--set faults=\[\]/],
  [
    "payment",
    ['approaches={"mine":{"transport":"webhook","service":{"url":"http://10.0.0.9:80"}}}'],
    /mine is beyond this machine/,
    /docs\/remote\.md/,
  ],
];

test("what has no capacity is refused with a way out", async () => {
  for (const [name, overrides, message, hint] of refused)
    await assert.rejects(questionAbout(name, 2, ...overrides), (error) => {
      assert.ok(error instanceof PushbenchError && error.code === "usage", String(error));
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
      return true;
    });
});

test("the way out of faults is one", async () => {
  assert.ok(await questionAbout("outage", 2, "objectives={latencyP99Ms: 9}", "faults=[]"));
});

test("a trial is one approach, one round in one piece, with all rates multiplied; a bench can play it again", async () => {
  const question = await questionAbout("payment", 2);
  const { scenario, overrides } = trialScenario(question, {
    approach: "websocket-tls",
    rate: question.ownRate * 2,
    block: 5,
  });
  assert.deepEqual(
    scenario.approaches.map(({ name }) => name),
    ["websocket-tls"],
  );
  assert.deepEqual(
    [scenario.run.rounds, scenario.run.measureSeconds, scenario.run.sliceSeconds, scenario.run.seed],
    [1, 3, 3, question.scenario.run.seed + 5],
  );
  const executor = executorOf(scenario.arrivals);
  assert.ok(executor.loop === "open");
  assert.ok(Math.abs(executor.expectedEvents(scenario.arrivals, 3e9) - 404) < 1e-6);
  assert.equal(question.scenario.run.rounds, 6, "the question stays as it was asked");
  const again = await scenarioOf("payment", ...overrides);
  assert.deepEqual([again.arrivals, again.run], [scenario.arrivals, scenario.run]);
});
