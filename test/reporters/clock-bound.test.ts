import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Flow } from "../../src/flow.js";
import {
  type BoundedTime,
  durationWithBound,
  isBeyondBounds,
  latencyBoundNs,
} from "../../src/reporters/clock-bound.js";
import type { Result, Round } from "../../src/result/result.js";

test("a time of two clocks carries its bound, and a time of one clock none", () => {
  for (const [time, text] of [
    [{ ns: 1_200_000, boundNs: 50_000 }, "1.20 ms ± 50.0 µs"],
    [{ ns: 1_200_000 }, "1.20 ms"],
    [{ ns: 1_200_000, boundNs: 0 }, "1.20 ms"],
    [{ ns: undefined, boundNs: 50_000 }, "–"],
  ] as const)
    assert.equal(durationWithBound(time), text);
});

test("the bound of a latency is the widest of its rounds, where two hosts stamped it", () => {
  const round = (...boundsNs: (number | undefined)[]): Pick<Round, "hosts"> => ({
    hosts: boundsNs.map((ns, i) => ({ worker: `w${i}`, clients: 1, ...(ns !== undefined && { clockBoundNs: ns }) })),
  });
  const of = (flow: Flow, rounds: Pick<Round, "hosts">[], deliveriesBy?: "acknowledgement") =>
    latencyBoundNs({ scenario: { flow } as Result["scenario"] }, deliveriesBy ? { deliveriesBy } : {}, rounds);
  for (const [bound, expected] of [
    [of("ingest", [round(0, 200), round(300)]), 300],
    [of("broadcast", [round(0, 200)]), 200],
    [of("ingest", [round(0, 0)]), 0],
    [of("ingest", [round(200)], "acknowledgement"), 0],
    [of("relay", [round(200)]), 0],
    [of("ingest", [{}, {}]), undefined],
    [of("ingest", []), undefined],
  ] as const)
    assert.equal(bound, expected);
});

test("a difference that is smaller than both bounds together is not claimed", () => {
  for (const [one, other, isClaimed] of [
    [{ ns: 100 }, { ns: 101 }, true],
    [{ ns: 100 }, { ns: 100 }, false],
    [{ ns: 100, boundNs: 10 }, { ns: 121, boundNs: 10 }, true],
    [{ ns: 100, boundNs: 10 }, { ns: 120, boundNs: 10 }, false],
    [{ ns: 120, boundNs: 10 }, { ns: 100, boundNs: 10 }, false],
    [{ ns: 100, boundNs: 10 }, { ns: 111 }, true],
    [{ ns: 100, boundNs: 10 }, { ns: 109 }, false],
    [{ ns: 100 }, { ns: undefined }, false],
  ] as [BoundedTime, BoundedTime, boolean][])
    assert.equal(isBeyondBounds(one, other), isClaimed, JSON.stringify([one, other]));
});

test("what is claimed is true, however wrong each time is within its bound", () => {
  const times = fc.record({
    trueNs: fc.integer({ min: 0, max: 1e9 }),
    boundNs: fc.integer({ min: 0, max: 1e6 }),
    error: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(times, times, (one, other) => {
      const [a, b] = [one, other].map(({ trueNs, boundNs, error }) => ({ ns: trueNs + error * boundNs, boundNs }));
      if (isBeyondBounds(a!, b!)) assert.equal(a!.ns < b!.ns, one.trueNs < other.trueNs);
    }),
  );
});
