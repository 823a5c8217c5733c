import assert from "node:assert/strict";
import { test } from "node:test";
import { JitterCollector } from "../../src/collectors/jitter.js";
import { Histogram } from "../../src/histogram.js";
import { delivery } from "./delivery.js";

const MS = 1e6;

/** Deliveries to one recipient, each as [due, latency] in ms. */
function arrive(collector: JitterCollector, recipient: number, ...events: [dueMs: number, latencyMs: number][]): void {
  for (const [dueMs, latencyMs] of events)
    collector.delivered(delivery({ recipient, dueNs: dueMs * MS, deliveredNs: (dueMs + latencyMs) * MS }));
}

function jitterOf(collector: JitterCollector): Histogram {
  collector.endSlice();
  return Histogram.decode(collector.sample().latency!.jitter!);
}
const near = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) <= expected / 500, `${actual} is not within 0.2 % of ${expected}`);

test("events that all take as long have no jitter, however long that is and however they are spaced", () => {
  const collector = new JitterCollector();
  arrive(collector, 0, [0, 80], [50, 80], [70, 80], [300, 80]);
  const jitter = jitterOf(collector);
  assert.equal(jitter.count, 3);
  assert.equal(jitter.maxNs, 0);
});

test("it is the difference between two gaps: of the arrivals, and of the moments at which the events were due", () => {
  const collector = new JitterCollector();
  // Due every 50 ms; they arrive at 5, 62, 104 and 156: 57, 42 and 52 ms apart.
  arrive(collector, 0, [0, 5], [50, 12], [100, 4], [150, 6]);
  const jitter = jitterOf(collector);
  assert.equal(jitter.count, 3);
  near(jitter.maxNs, 8 * MS);
  near(jitter.quantileNs(0), 2 * MS);
  near(jitter.quantileNs(0.5), 7 * MS);
});

test("each recipient has gaps of its own, and no gap spans two slices", () => {
  const collector = new JitterCollector();
  arrive(collector, 0, [0, 5]);
  arrive(collector, 1, [0, 500]);
  arrive(collector, 0, [50, 6]);
  arrive(collector, 1, [50, 501]);
  collector.endSlice();
  arrive(collector, 0, [100, 90], [150, 91]);
  const jitter = jitterOf(collector);
  assert.equal(jitter.count, 3);
  near(jitter.maxNs, 1 * MS);
});

test("who received one event only has no gap, so there is no figure", () => {
  const collector = new JitterCollector();
  arrive(collector, 0, [0, 5]);
  arrive(collector, 1, [0, 6]);
  collector.endSlice();
  assert.deepEqual(collector.sample(), {});
});

test("what came between two arrivals is told later where another generator saw it", () => {
  const collector = new JitterCollector();
  arrive(collector, -1, [0, 5], [100, 5]);
  arrive(collector, -1, [50, 7]);
  const jitter = jitterOf(collector);
  assert.equal(jitter.count, 2);
  near(jitter.quantileNs(0), 2 * MS);
  near(jitter.maxNs, 2 * MS);
});
