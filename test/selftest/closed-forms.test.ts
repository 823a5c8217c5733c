/** The known answers themselves, against brute force and published tables. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { delayMsOf } from "../../src/selftest/behaviour.js";
import { exponentialQuantileMs, exponentialStratumMs, frozenQuantileMs } from "../../src/selftest/closed-forms.js";
import { encodeFrame, TEXT } from "../../src/transports/websocket/frames.js";
import { frameBytes } from "../../src/transports/websocket/selftest.js";

/** The smallest of the values that a share `q` of them does not exceed. */
const quantileOf = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(q * values.length - 1e-9) - 1]!;

test("the quantiles of a freezing service are those of arrivals at every phase of it", () => {
  for (const freeze of [
    { everyMs: 2_000, forMs: 1_200 },
    { everyMs: 500, forMs: 100 },
  ]) {
    const arrivals = 100_000;
    const latencies = Array.from({ length: arrivals }, (_, i) => {
      const phaseMs = ((i + 0.5) / arrivals) * freeze.everyMs;
      const thawedAtMs = freeze.everyMs; // it is frozen at the end of each period
      return phaseMs < freeze.everyMs - freeze.forMs ? 0 : thawedAtMs - phaseMs;
    });
    for (const q of [0.1, 0.5, 0.75, 0.9, 0.99, 0.999]) {
      assert.ok(
        Math.abs(frozenQuantileMs(freeze, q) - quantileOf(latencies, q)) < 0.1,
        `${JSON.stringify(freeze)} ${q}`,
      );
    }
  }
});

test("the exponential's median, p90 and p99 are ln 2, ln 10 and ln 100 means", () => {
  for (const [q, known] of [
    [0.5, Math.LN2],
    [0.9, Math.LN10],
    [0.99, 2 * Math.LN10],
  ] as const) {
    assert.ok(Math.abs(exponentialQuantileMs(100, q) - 100 * known) < 1e-3);
  }
});

test("the delays of all events together are the exponential, without sampling error", () => {
  const [meanMs, events] = [100, 200];
  const delays = Array.from({ length: events }, (_, event) =>
    delayMsOf({ exponentialDelay: { meanMs, events } }, event),
  );
  const strata = Array.from({ length: events }, (_, i) => exponentialStratumMs(meanMs, i, events));
  assert.deepEqual(
    [...delays].sort((a, b) => a - b),
    strata,
    "each stratum once",
  );
  for (const q of [0.5, 0.9, 0.99])
    assert.ok(Math.abs(quantileOf(delays, q) - exponentialQuantileMs(meanMs, q)) < 1e-6, `${q}`);
  // Each stratum stands at its upper end, so the mean is high by about half a stratum.
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / events;
  assert.ok(Math.abs(mean - meanMs) < 0.02 * meanMs, `${mean}`);
});

test("long and short delays alternate within every half second of a run", () => {
  const behaviour = { exponentialDelay: { meanMs: 100, events: 200 } };
  for (let from = 0; from < 200; from += 50) {
    const delays = Array.from({ length: 50 }, (_, i) => delayMsOf(behaviour, from + i));
    assert.ok(Math.abs(quantileOf(delays, 0.5) - 69.3) < 15, `${quantileOf(delays, 0.5)}`);
  }
});

test("a behaviour without delays passes events on at once", () => {
  assert.equal(delayMsOf({}, 7), 0);
  assert.equal(delayMsOf({ delayMs: 300 }, 7), 300);
});

test("frames are as long as RFC 6455 says, and as the drivers make them", () => {
  for (const length of [0, 24, 125, 126, 394, 65_535, 65_536]) {
    const encoded = encodeFrame(TEXT, Buffer.alloc(length), { maskKey: 1 });
    assert.equal(frameBytes(length, true), encoded.length);
    assert.equal(frameBytes(length, false), encoded.length - 4);
  }
});
