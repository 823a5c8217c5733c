import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bestReading,
  type ClockExchange,
  type ClockReading,
  clockLine,
  MOST_DRIFT,
  MOST_WANDER,
  readingOf,
} from "../../../src/fleet/clock/clock-offset.js";
import { NS_PER_MS, NS_PER_SECOND } from "../../../src/units.js";
import { exchangeAt, trueOffsetNs, type Ways, type WorkerClock } from "./clocks.js";

/** Stamps are doubles: clocks that show a week or more are told to a fraction of a nanosecond. */
const ROUNDING_NS = 1;

const ways = fc.record({
  outNs: fc.integer({ min: 0, max: 20 * NS_PER_MS }),
  heldNs: fc.integer({ min: 0, max: 2 * NS_PER_MS }),
  backNs: fc.integer({ min: 0, max: 20 * NS_PER_MS }),
});
const shiftNs = fc.oneof(
  fc.constantFrom(0, 5 * NS_PER_SECOND, -5 * NS_PER_SECOND),
  fc.integer({ min: -1e14, max: 1e14 }), // hosts that were started on different days
);
const drift = fc.oneof(fc.constantFrom(0, 200e-6, -200e-6), fc.double({ min: -200e-6, max: 200e-6, noNaN: true }));
const steadyClock: fc.Arbitrary<WorkerClock> = fc.record({ shiftNs, drift });
/** The mean over a slice may lie anywhere between the two rates, so each keeps half of the distance that is assumed. */
const wanderingClock: fc.Arbitrary<WorkerClock> = fc.record({
  shiftNs,
  drift,
  wander: fc.record({
    ratio: fc.double({ min: -MOST_WANDER / 2, max: MOST_WANDER / 2, noNaN: true }),
    periodNs: fc.integer({ min: NS_PER_MS, max: 20 * NS_PER_SECOND }),
  }),
});

/** A probe from `atNs` on, with each question after the answer to the one before; undefined is a lost datagram. */
function probed(clock: WorkerClock, atNs: number, asked: readonly (Ways | undefined)[]): ClockExchange[] {
  let nowNs = atNs;
  return asked.flatMap((one) => {
    if (one === undefined) {
      nowNs += 50 * NS_PER_MS;
      return [];
    }
    const exchange = exchangeAt(clock, nowNs, one);
    nowNs = exchange.returnedNs;
    return [exchange];
  });
}

const isWithin = (estimate: { offsetNs: number; boundNs: number }, trueNs: number): void =>
  assert.ok(
    Math.abs(estimate.offsetNs - trueNs) <= estimate.boundNs + ROUNDING_NS,
    `${estimate.offsetNs} ± ${estimate.boundNs}, and it is ${trueNs}`,
  );

test("one exchange: the true offset is within the bound, however unlike the two ways are", () => {
  fc.assert(
    fc.property(wanderingClock, ways, fc.integer({ min: 0, max: 1e15 }), (clock, taken, atNs) => {
      const reading = readingOf(exchangeAt(clock, atNs, taken));
      assert.ok(reading.boundNs >= (taken.outNs + taken.backNs) / 2 - ROUNDING_NS);
      isWithin(reading, trueOffsetNs(clock, reading.atNs));
    }),
  );
});

test("the bound is no larger than it must be: a delay on one way alone is an error of half the round trip", () => {
  const clock = { shiftNs: 5 * NS_PER_SECOND, drift: 0 };
  for (const [outNs, backNs, errorNs] of [
    [1_000_000, 0, 500_000],
    [0, 1_000_000, -500_000],
    [300_000, 300_000, 0],
    [0, 0, 0],
  ] as const) {
    const reading = readingOf(exchangeAt(clock, 0, { outNs, heldNs: 7_000, backNs }));
    assert.equal(reading.offsetNs - clock.shiftNs, errorNs);
    const spanNs = outNs + backNs + 7_000;
    assert.ok(Math.abs(reading.boundNs - (outNs + backNs) / 2 - (MOST_DRIFT * spanNs) / 2) < ROUNDING_NS);
  }
});

test("the exchange that waited the least counts, and lost ones do not matter", () => {
  const clock = { shiftNs: -3, drift: 0 };
  const slow = exchangeAt(clock, 0, { outNs: 500, heldNs: 0, backNs: 0 });
  const quick = exchangeAt(clock, 1_000, { outNs: 10, heldNs: 9_000, backNs: 10 });
  assert.deepEqual(bestReading([slow, quick, slow]), readingOf(quick));
  assert.equal(bestReading([]), undefined);
  const impossible = { sentNs: 0, receivedNs: 0, answeredNs: 1_000, returnedNs: 10 };
  assert.deepEqual(bestReading([impossible, quick, { ...quick, receivedNs: Number.NaN }]), readingOf(quick));
});

const probes = fc.array(fc.option(ways, { nil: undefined }), { minLength: 1, maxLength: 8 });

test("around a slice: the true offset is within the bound at every moment, with 5 s of shift, 200 ppm, and lost datagrams", () => {
  let estimated = 0;
  fc.assert(
    fc.property(
      fc.oneof(steadyClock, wanderingClock),
      probes,
      probes,
      fc.integer({ min: NS_PER_MS, max: 20 * NS_PER_SECOND }),
      fc.array(fc.double({ min: -0.5, max: 1.5, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (clock, askedBefore, askedAfter, lengthNs, shares) => {
        const before = bestReading(probed(clock, 0, askedBefore));
        const startNs = NS_PER_SECOND;
        const after = bestReading(probed(clock, startNs + lengthNs, askedAfter));
        if (before === undefined || after === undefined) return; // nothing came back: there is no estimate to be wrong
        estimated++;
        const line = clockLine(before, after) ?? assert.fail("these clocks keep time");
        for (const share of [0, 1, ...shares]) {
          const atNs = before.atNs + share * (after.atNs - before.atNs);
          const estimate = line.estimateAt(atNs);
          isWithin(estimate, trueOffsetNs(clock, atNs));
          if (share >= 0 && share <= 1) {
            const halfSliceNs = (after.atNs - before.atNs) / 2;
            const mostNs = Math.max(before.boundNs, after.boundNs) + MOST_WANDER * halfSliceNs;
            assert.ok(estimate.boundNs <= mostNs + ROUNDING_NS);
          }
          const backNs = line.coordinatorNsOf(atNs + estimate.offsetNs);
          assert.ok(Math.abs(backNs - atNs) < 1, `${backNs} instead of ${atNs}`);
        }
      },
    ),
  );
  assert.ok(estimated > 10, `${estimated} estimates`);
});

test("a clock that is shifted by 5 s and drifts by 200 ppm is told to half the quickest round trip", () => {
  const clock = { shiftNs: 5 * NS_PER_SECOND, drift: 200e-6 };
  const reading = (atNs: number): ClockReading =>
    readingOf(exchangeAt(clock, atNs, { outNs: 40_000, heldNs: 20_000, backNs: 60_000 }));
  const line = clockLine(reading(0), reading(2 * NS_PER_SECOND))!;
  const { offsetNs, boundNs } = line.estimateAt(NS_PER_SECOND);
  isWithin({ offsetNs, boundNs }, 5_000_200_000);
  // Half of 100 µs, 72 ns of drift within the exchange, 10 µs of wander in the middle of two seconds.
  assert.ok(boundNs > 60_000 && boundNs < 60_100, `${boundNs}`);
});

test("a clock that was set, or stood still, in between has no estimate", () => {
  const ofClock = (offsetNs: number, atNs: number): ClockReading => ({ offsetNs, boundNs: 50_000, atNs });
  const lengthNs = NS_PER_SECOND;
  const allowedNs = MOST_DRIFT * lengthNs + 100_000;
  for (const [changeNs, isKnown] of [
    [0, true],
    [allowedNs - 1, true],
    [-allowedNs + 1, true],
    [allowedNs + 1, false],
    [-allowedNs - 1, false],
    [5 * NS_PER_SECOND, false],
  ] as const)
    assert.equal(clockLine(ofClock(7, 0), ofClock(7 + changeNs, lengthNs)) !== undefined, isKnown, `${changeNs}`);
  assert.throws(() => clockLine(ofClock(7, 10), ofClock(7, 10)), /not later/);
});
