import assert from "node:assert/strict";
import { test } from "node:test";
import type { Missing } from "../../src/collectors/collector.js";
import { StallCollector } from "../../src/collectors/stalls.js";

const MS = 1e6;
/** A slice of a second from time 5 s on; each delivery is [due, delivered], in ms from its start. */
function stalledMs(deliveries: readonly [due: number, delivered: number][], missing: readonly number[] = []): number {
  const startNs = 5e9;
  const stalls = new StallCollector();
  for (const [event, [due, delivered]] of deliveries.entries()) {
    const dueNs = startNs + due * MS;
    stalls.delivered({ event, recipient: 0, dueNs, sentNs: dueNs, deliveredNs: startNs + delivered * MS });
  }
  stalls.endSlice({
    run: { startNs, offsetNs: 0, lengthNs: 1_000 * MS, from: 0, to: deliveries.length },
    missing: () =>
      missing.map((due, event): Missing => ({ event, recipient: 0, dueNs: startNs + due * MS, why: "lost" })),
  });
  return stalls.sample().figures!.stalledNs! / MS;
}
const near = (value: number, expected: number): void => assert.ok(Math.abs(value - expected) < 1e-3, `${value}`);
/** One each 2 ms that takes 1 ms, but none is delivered from `from` to `to`: then all that waited come at once. */
const frozen = (from: number, to: number): [number, number][] =>
  Array.from({ length: 500 }, (_, i) => [2 * i, 2 * i + 1 > from && 2 * i + 1 < to ? to : 2 * i + 1]);

test("a service that keeps up never stands still", () => near(stalledMs(frozen(0, 0)), 0));
test("a service that is overloaded goes on at its own pace, long after the slice", () =>
  near(stalledMs(Array.from({ length: 500 }, (_, i) => [2 * i, 5 * i + 1])), 0));
test("a freeze counts from when something was due to the next delivery, wherever it is", () => {
  near(stalledMs(frozen(400, 700)), 299);
  near(stalledMs(frozen(0, 300)), 299);
  near(stalledMs(frozen(800, 1_200)), 399);
});
test("what arrives in any order is put in order", () => near(stalledMs(frozen(400, 700).reverse()), 299));
test("a pause that a collection of garbage takes is none", () => near(stalledMs(frozen(400, 420)), 0));
test("nothing is due for a while", () => {
  const early = frozen(0, 0).filter(([due]) => due < 300 || due > 600);
  near(stalledMs(early), 0);
});
test("deliveries that all take long, and a service that is slow anyway", () => {
  near(stalledMs(Array.from({ length: 500 }, (_, i) => [2 * i, 2 * i + 150])), 0);
  near(stalledMs(Array.from({ length: 20 }, (_, i) => [5 * i, 50 * i + 50])), 0);
});
test("what never arrives leaves a stall to the slice's end", () => {
  near(
    stalledMs(
      frozen(400, 5_000).filter(([, at]) => at < 5_000),
      [400, 402, 998],
    ),
    599,
  );
});
test("what was missing before the slice is not its own", () => near(stalledMs(frozen(0, 0), [-500]), 0));
