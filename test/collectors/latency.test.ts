import assert from "node:assert/strict";
import { test } from "node:test";
import { LatencyCollector } from "../../src/collectors/latency.js";
import { Histogram } from "../../src/histogram.js";
import { NS_PER_MS } from "../../src/units.js";
import { delivery } from "./delivery.js";

const FEWEST = 10;

/** `late` of `count` events began 20 ms after they were due, the others 0.1 ms. */
function collected(count: number, late: number): LatencyCollector {
  const collector = new LatencyCollector(true);
  for (let event = 0; event < count; event++)
    collector.begun(event, 0, event < late ? 20 * NS_PER_MS : 0.1 * NS_PER_MS);
  return collector;
}

test("the tail of lateness is what one event in a hundred exceeds, and never less than ten of them", () => {
  for (const [count, late, isLate] of [
    [200, 3, false],
    [200, 9, false],
    [200, 12, true],
    [1_000, 9, false],
    [1_000, 12, true],
    [5_000, 49, false],
    [5_000, 52, true],
    [20, 9, false],
    [20, 12, true],
    [5, 2, false],
    [5, 5, true],
  ] as const) {
    const tailMs = collected(count, late).latenessTailNs(FEWEST)! / NS_PER_MS;
    assert.equal(tailMs > 5, isLate, `${late} of ${count} late: ${tailMs} ms`);
  }
});

test("without events there is no lateness", () => {
  assert.equal(new LatencyCollector(true).latenessTailNs(FEWEST), undefined);
});

/** The one value of a histogram: small times are kept as they are. */
function onlyNs(encoded: string | undefined): number | undefined {
  if (encoded === undefined) return undefined;
  const histogram = Histogram.decode(encoded);
  assert.equal(histogram.count, 1);
  return histogram.quantileNs(0.5);
}

test("each time has a histogram of its own, from the moment that it counts from", () => {
  const collector = new LatencyCollector(true);
  collector.begun(0, 1_000, 1_007);
  collector.delivered(delivery({ recipient: 3, dueNs: 1_000, sentNs: 1_020, deliveredNs: 1_500 }));
  collector.acked(0, 1_000, 1_900);
  const { latency, serviceTime, ack, lateness } = collector.sample().latency!;
  assert.deepEqual([latency, serviceTime, ack, lateness].map(onlyNs), [500, 480, 900, 7]);
});

test("what was not seen has no histogram, or an empty one", () => {
  const collector = new LatencyCollector(false);
  collector.delivered(delivery({ recipient: 3, dueNs: 1_000, deliveredNs: 1_500 }));
  const sample = collector.sample().latency!;
  assert.equal(Histogram.decode(sample.serviceTime!).count, 0);
  assert.deepEqual(Object.keys(sample).sort(), ["latency", "serviceTime"]);
});
