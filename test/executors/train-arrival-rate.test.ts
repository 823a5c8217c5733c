import assert from "node:assert/strict";
import { test } from "node:test";
import { trainArrivalRate } from "../../src/executors/train-arrival-rate.js";
import { seededRandom } from "../../src/random.js";

const arrivals = {
  executor: "train-arrival-rate",
  perSecond: 0.5,
  events: { min: 10, max: 100 },
  durationSeconds: 0.2,
} as const;
const times = (
  seed: number,
  windowNs: number,
  changes: Partial<Parameters<typeof trainArrivalRate.dueTimesNs>[0]> = {},
) => [...trainArrivalRate.dueTimesNs({ ...arrivals, ...changes }, windowNs, seededRandom(seed, "arrivals"))];

/** The events of each train: at this rate hardly any two trains come within a second. */
function trainsOf(dueNs: readonly number[]): number[][] {
  const trains: number[][] = [];
  for (const [i, atNs] of dueNs.entries()) {
    if (i === 0 || atNs - dueNs[i - 1]! > 0.2e9) trains.push([]);
    trains.at(-1)!.push(atNs);
  }
  return trains;
}

test("a train has as many events as it may have, within its duration, and then there is silence", () => {
  const trains = trainsOf(times(1, 4000e9, { perSecond: 0.01 }));
  assert.ok(trains.length > 20 && trains.length < 70, `${trains.length} trains`);
  const sizes = trains.map(({ length }) => length);
  assert.ok(Math.min(...sizes) >= 10 && Math.max(...sizes) <= 100, `${sizes}`);
  assert.ok(Math.min(...sizes) < 30 && Math.max(...sizes) > 80, `they differ: ${sizes}`);
  for (const train of trains) assert.ok(train.at(-1)! - train[0]! <= 0.2e9);
});

test("the expected number of events is the mean of what is drawn, in any window, and at its beginning as at its end", () => {
  for (const [windowNs, durationSeconds] of [
    [2e9, 0.2],
    [2e9, 10],
  ] as const) {
    const runs = 400;
    let [all, firstHalf] = [0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const due = times(seed, windowNs, { durationSeconds, perSecond: 2 });
      all += due.length;
      firstHalf += due.filter((dueNs) => dueNs < windowNs / 2).length;
    }
    const expected = trainArrivalRate.expectedEvents({ ...arrivals, durationSeconds, perSecond: 2 }, windowNs);
    assert.equal(expected, 2 * 2 * 55);
    assert.ok(Math.abs(all / runs / expected - 1) < 0.1, `${all / runs} of ${expected}`);
    assert.ok(Math.abs(firstHalf / all - 0.5) < 0.05, `${firstHalf} of ${all}`);
  }
});

test("due times are ascending, within the window, and the same for the same seed", () => {
  const due = times(3, 5e9, { perSecond: 10 });
  assert.ok(due.length > 1000 && due.every((dueNs, i) => dueNs < 5e9 && dueNs >= (due[i - 1] ?? 0)));
  assert.deepEqual(times(3, 5e9, { perSecond: 10 }), due);
  assert.notDeepEqual(times(4, 5e9, { perSecond: 10 }), due);
});

test("more trains are not faster ones: the peak grows only where many overlap", () => {
  const peak = (factor: number) => trainArrivalRate.peakPerSecond(trainArrivalRate.scaled(arrivals, factor));
  assert.deepEqual([peak(1), peak(2)], [500, 500]);
  assert.equal(peak(100), 50 * 55);
});
