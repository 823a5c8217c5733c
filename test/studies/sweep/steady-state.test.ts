/** How long a point is measured, and what is played before, so that connections are as they would be in the long run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { executorOf } from "../../../src/executors/registry.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { steadyStateOf } from "../../../src/studies/sweep/steady-state.js";
import { cardOf } from "../../../src/transports/registry.js";
import { secondsToNs } from "../../../src/units.js";
import { APPROACHES } from "./asked.js";

async function steady(name: string, ...overrides: string[]) {
  const scenario = await loadScenario(name, { directories: ["scenarios"], overrides: [APPROACHES, ...overrides] });
  const found = steadyStateOf(scenario, ({ transport, config }) => cardOf(transport).idleSeconds?.(config));
  return { scenario, ...found };
}

const rate = (perSecond: number): string => `arrivals={executor: poisson-arrival-rate, perSecond: ${perSecond}}`;

test("where every connection has events often enough, a point is measured as its scenario says", async () => {
  const { scenario, settle, doubts, measureSeconds, sliceSeconds } = await steady("chat", rate(200));
  const { run } = scenario;
  assert.deepEqual(
    { settle, doubts, measureSeconds, sliceSeconds },
    { settle: undefined, doubts: [], measureSeconds: run.measureSeconds, sliceSeconds: run.sliceSeconds },
  );
});

test("a low rate has a longer window, within bounds", async () => {
  const seconds = async (perSecond: number) =>
    (await steady("chat", rate(perSecond), "run.measureSeconds=5")).measureSeconds;
  assert.deepEqual([await seconds(3.2), await seconds(0.1)], [6.3, 8]);
  assert.equal((await steady("chat", rate(1), "run.measureSeconds=30")).measureSeconds, 30);
});

test("a gap near a short timeout is waited for at the point's own rate, and the window has a single turn", async () => {
  const short = "approaches.webhook.senderIdleSeconds=2";
  const { scenario, settle, measureSeconds, sliceSeconds } = await steady("chat", rate(100), short);
  assert.deepEqual(settle, { approaches: ["webhook"], seconds: 3, arrivals: scenario.arrivals, fromClosed: false });
  assert.equal(sliceSeconds, measureSeconds);
});

test("in place of a long wait, as many events come within a few seconds, from no connection on", async () => {
  const { settle, measureSeconds, doubts } = await steady("chat", rate(1));
  assert.deepEqual([settle!.fromClosed, settle!.approaches, doubts], [true, ["webhook"], []]);
  assert.ok(settle!.seconds <= 10, `${settle!.seconds}`);
  const executor = executorOf(settle!.arrivals);
  assert.ok(executor.loop === "open");
  // As many events as in the time after which connections close, in the middle of the window
  const events = executor.expectedEvents(settle!.arrivals, secondsToNs(settle!.seconds));
  assert.ok(Math.abs(events - (60 - measureSeconds / 2)) < 0.01, `${events}`);
});

test("no fold is faster than processes carry, and none is longer than the wait itself", async () => {
  for (const clients of [200, 2_000, 20_000]) {
    const { settle } = await steady("chat", rate(clients / 20), `clients=${clients}`);
    const executor = executorOf(settle!.arrivals);
    assert.ok(executor.loop === "open" && settle!.seconds <= 60);
    const deliveries = executor.peakPerSecond(settle!.arrivals) * 9;
    assert.ok(deliveries < Math.max(4_000, (clients / 20) * 9) * 1.001, `${deliveries}`);
  }
});

test("of a service of the user's own nobody knows when it closes: a part of the wait is waited for, and the rest is a doubt", async () => {
  const mine = "approaches={mine: {transport: webhook, service: {command: x, port: 1}}}";
  const busy = await steady("payment", mine, rate(10_000));
  assert.equal(busy.settle, undefined);
  const { settle, doubts } = await steady("payment", mine, rate(20));
  assert.equal(settle!.seconds, 13);
  assert.match(doubts[0]!, /the service of mine closes idle connections after 10 to 60 s is not known/);
});

test("connections that nobody closes need no wait, nor do those that are new for each event", async () => {
  const approaches = "approaches={webhook-new-connection: , websocket: }";
  assert.equal((await steady("chat", rate(1), approaches)).settle, undefined);
});

test("the turns of the others count as gaps, and so do the quiet times of bursts", async () => {
  const one = "approaches={webhook: }";
  // 200 clients, 7 mean gaps within 60 s: 23 a second alone, twice that where two take turns
  const settles = async (...overrides: string[]) => (await steady("chat", ...overrides)).settle !== undefined;
  assert.deepEqual([await settles(rate(30), one), await settles(rate(30))], [false, true]);
  const bursts = (every: number) =>
    `arrivals={executor: burst-arrival-rate, perSecond: 0, bursts: {everySeconds: ${every}, durationSeconds: 1, perSecond: 5000}}`;
  assert.deepEqual([await settles(bursts(2), one), await settles(bursts(20), one)], [false, true]);
});

test("faults and closed loops keep their times", async () => {
  const outage = await steady("outage");
  assert.deepEqual([outage.settle, outage.measureSeconds], [undefined, outage.scenario.run.measureSeconds]);
  const closed = await steady("payment", "arrivals={executor: constant-concurrency, windowPerClient: 1}");
  assert.equal(closed.settle, undefined);
});
