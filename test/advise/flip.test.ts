import assert from "node:assert/strict";
import { test } from "node:test";
import { flipOf, ratiosOf } from "../../src/advise/flip.js";
import { measuredCurrencies } from "../../src/studies/crossover/currencies.js";
import { curvesOf } from "../../src/studies/crossover/curve.js";
import { simulatedSweep } from "../studies/crossover/simulated-sweep.js";
import { evidence, WEBHOOK, WEBSOCKET } from "./known.js";

const { cpu } = measuredCurrencies;
const asked = { approach: "webhook", other: "websocket", currency: "cpu" as const, clients: 20 };

/** Of 20 clients. A webhook has no standing cost here, so lines cross where it has cost as much as the WebSocket's. */
function swept(standing: number) {
  const record = simulatedSweep({
    ...{ rates: [1, 10, 100, 1000], rounds: 6, noise: { spread: 0.01, shared: 0 }, seed: 1 },
    approaches: { webhook: { standing: 0, perDelivery: 100_000 }, websocket: { standing, perDelivery: 40_000 } },
  });
  return evidence([1, 10, 100, 1000], [WEBHOOK, WEBSOCKET], { curve: curvesOf(record)[0]! });
}

test("a sweep says between which rates the winner changes", () => {
  // 3 ms a second ÷ 60 µs more for each delivery: 50 a second
  assert.deepEqual(flipOf(swept(3e6), asked, cpu), {
    ...{ kind: "changes", changes: [{ below: "webhook", above: "websocket", from: 10, to: 100 }] },
  });
});

test("rates are told for the workload's number of clients", () => {
  const flip = flipOf(swept(3e6), { ...asked, clients: 200 }, cpu);
  assert.ok(flip.kind === "changes");
  assert.deepEqual([flip.changes[0]!.from, flip.changes[0]!.to], [100, 1000]);
});

test("where one is cheaper at every rate, nothing flips within them", () => {
  assert.deepEqual(flipOf(swept(0), asked, cpu), { kind: "no change", cheaper: "websocket", from: 1, to: 1000 });
});

test("a bench has one rate, so nobody knows where it flips; its ratio stands beside those of other rates", () => {
  assert.deepEqual(flipOf(evidence(), asked, cpu), { kind: "not known" });
  const dear = { ...WEBSOCKET, standingNs: 10e6 };
  const found = ratiosOf([evidence([100], [WEBHOOK, dear]), evidence([10], [WEBHOOK, dear])], asked, cpu);
  // 10/s: 1 ms ÷ (10 + 0.4) ms; 100/s: 10 ms ÷ (10 + 4) ms
  assert.deepEqual(
    found.map(({ eventsPerSecond, ratio }) => [eventsPerSecond, Number(ratio.ratio!.toFixed(6))]),
    [
      [10, 0.096154],
      [100, 0.714286],
    ],
  );
  assert.equal(ratiosOf([evidence([100], [WEBHOOK])], asked, cpu).length, 0);
});
