import assert from "node:assert/strict";
import { test } from "node:test";
import { LatencyCollector } from "../../src/collectors/latency.js";
import { NS_PER_MS } from "../../src/units.js";

const FEWEST = 10;

/** `late` of `count` events began 20 ms after they were due, the others 0.1 ms. */
function collected(count: number, late: number): LatencyCollector {
  const collector = new LatencyCollector();
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
  assert.equal(new LatencyCollector().latenessTailNs(FEWEST), undefined);
});
