import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { costAt, deliveriesPerMonth, figuresAt, monthRounds, monthWithin, soundNames } from "../../src/advise/month.js";
import { pricesSchema } from "../../src/studies/crossover/prices.js";
import { evidence, pointAt, WEBHOOK, WEBSOCKET, workload } from "./known.js";

const closeTo = (actual: number | undefined, expected: number): void =>
  assert.ok(actual !== undefined && Math.abs(actual / expected - 1) < 1e-9, `${actual} is not ${expected}`);

test("a cost lies on the line through two places, or grows with the deliveries from one", () => {
  assert.equal(costAt([10, 200], [20, 300], 15), 250);
  assert.equal(costAt([10, 200], [20, 300], 40), 500);
  assert.equal(costAt([10, 200], [20, 300], 2), 120);
  assert.equal(costAt([10, 100], [20, 300], 1), 0, "never below 0");
  assert.equal(costAt([10, 200], [10, 200], 25), 500);
});

test("a month of one bench, by hand: cost per delivery times deliveries, in CPU, bytes and money", () => {
  const prices = pricesSchema.parse({
    ...{ title: "Mine", date: "2026-01-01", currency: "EUR" },
    cpuHour: { price: 2 },
    egressGb: { price: 0.1 },
    transports: { webhook: { perMillionRequests: { price: 1 } } },
  });
  const rounds = monthRounds(workload({ perSecond: 200 }), evidence([100]), ["webhook", "websocket"], prices);
  const [first, second] = rounds.get("webhook")!;
  // 200/s × 100 µs = 0.02 CPUs, 730 hours: 14.6
  closeTo(first!.cpuHours, 14.6);
  closeTo(second!.cpuHours, 14.6 * 1.01);
  // 200/s × 2,000 B × 2,628,000 s
  closeTo(first!.wireBytes, 200 * 2_000 * 2_628_000);
  assert.equal(first!.rssBytes, 100e6);
  // 14.6 × 2 + 200/s × 500 B × 2,628,000 s ÷ 10⁹ × 0.1 + 525.6 million requests
  closeTo(first!.money, 29.2 + 26.28 + 525.6);
  closeTo(rounds.get("websocket")![0]!.money, 5.84 * 2 + 26.28);
  closeTo(deliveriesPerMonth(workload({ perSecond: 200 })), 525_600_000);
});

test("a month has its part at the peak", () => {
  const asked = workload({ perSecond: 100, peakPerSecond: 1300, peakHoursPerDay: 2 });
  const [first] = monthRounds(asked, evidence([100]), ["webhook"], undefined).get("webhook")!;
  closeTo(first!.cpuHours, 200 * 100e-6 * 730);
});

test("with several rates, what stands is paid once and a delivery by itself", () => {
  const line = { ...WEBHOOK, standingNs: 5e6, cpuNsPerDelivery: 100_000 };
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 20_000, noNaN: true }), (rate) => {
      const [first] = monthRounds(workload({ perSecond: rate }), evidence([1, 10, 100], [line]), ["webhook"], undefined)
        .get("webhook")!
        .map(({ cpuHours }) => cpuHours);
      const expected = ((5e6 + rate * 100_000) / 1e9) * 730;
      assert.ok(Math.abs(first! / expected - 1) < 1e-9);
    }),
  );
});

test("a step between two rates stays there: a rate above it is on the line of the rates above", () => {
  const [cheap, dear] = [WEBSOCKET, { ...WEBSOCKET, cpuNsPerDelivery: 400_000 }];
  const points = [pointAt(1, [dear]), pointAt(10, [cheap]), pointAt(100, [cheap])].map(
    ({ rounds }) => rounds[0]!.approaches[0]!,
  );
  closeTo(figuresAt({ clients: 20, recipients: 1 }, points, 50).cpuNsPerSecond, 50 * 40_000);
});

test("rounds that the generator limited do not count, and an approach without any other is left out", () => {
  const bound = { ...WEBHOOK, verdict: "generator-bound" as const };
  const measured = evidence([100], [bound, WEBSOCKET]);
  assert.deepEqual(soundNames(measured, ["webhook", "websocket"]), ["websocket"]);
  assert.equal(monthRounds(workload(), measured, ["websocket"], undefined).get("websocket")!.length, 6);
});

test("an approach that delivered nothing has no cost of a delivery, and is left out", () => {
  const measured = evidence();
  for (const { approaches } of measured.points[0]!.rounds) approaches[0]!.deliveriesPerSecond = 0;
  assert.deepEqual(soundNames(measured, ["webhook", "websocket"]), ["websocket"]);
});

test("six rounds give an interval, five give none, and what one round lacks is not told", () => {
  const six = [1, 2, 3, 4, 5, 6].map((cpuHours) => ({ cpuHours, wireBytes: 10 }));
  assert.ok(monthWithin(six).cpuHours!.low !== undefined);
  assert.equal(monthWithin(six.slice(1)).cpuHours!.low, undefined);
  assert.equal(monthWithin([...six, { cpuHours: 1 }]).wireBytes, undefined);
});
