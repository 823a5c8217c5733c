import assert from "node:assert/strict";
import { test } from "node:test";
import { burstArrivalRate } from "../../src/executors/burst-arrival-rate.js";
import { seededRandom } from "../../src/random.js";
import { exponentialCdf, gapsOf, KS_CRITICAL, ksStatistic } from "./kolmogorov-smirnov.js";

/** 200 s of: 0.75 s at 100 per second, 0.5 s at 2,000, 0.75 s at 100. */
const arrivals = {
  executor: "burst-arrival-rate",
  perSecond: 100,
  bursts: { everySeconds: 2, durationSeconds: 0.5, perSecond: 2000 },
} as const;
const times = (
  seed: number,
  windowNs: number,
  config: Parameters<typeof burstArrivalRate.dueTimesNs>[0] = arrivals,
) => [...burstArrivalRate.dueTimesNs(config, windowNs, seededRandom(seed, "arrivals"))];

const secondOfPeriod = (dueNs: number): number => (dueNs / 1e9) % 2;
const inBurst = (dueNs: number): boolean => secondOfPeriod(dueNs) >= 0.75 && secondOfPeriod(dueNs) < 1.25;
const within5Sigma = (count: number, mean: number): boolean => Math.abs(count - mean) < 5 * Math.sqrt(mean);

test("bursts in the middle of each period have their own rate, the rest has the base rate", () => {
  const due = times(1, 200e9);
  const bursts = due.filter(inBurst).length;
  assert.ok(within5Sigma(bursts, 100 * 0.5 * 2000), `${bursts} in bursts`);
  assert.ok(within5Sigma(due.length - bursts, 100 * 1.5 * 100), `${due.length - bursts} between bursts`);
  const firstBurst = due.filter((dueNs) => dueNs >= 0.75e9 && dueNs < 1.25e9).length;
  assert.ok(within5Sigma(firstBurst, 1000), `${firstBurst} in the first burst`);
});

test("measured in expected events instead of seconds, gaps are exponential right across the edges of bursts", () => {
  const expectedUntil = (dueNs: number): number => {
    const seconds = dueNs / 1e9;
    const periods = Math.floor(seconds / 2);
    const rest = seconds - periods * 2;
    return periods * 1150 + rest * 100 + Math.max(0, Math.min(rest, 1.25) - 0.75) * 1900;
  };
  for (let seed = 1; seed <= 5; seed++) {
    const statistic = ksStatistic(gapsOf(times(seed, 40e9).map(expectedUntil)), exponentialCdf);
    assert.ok(statistic < KS_CRITICAL, `seed ${seed}: ${statistic}`);
  }
});

test("a base rate of 0 leaves only the bursts, and the window cuts the last one off", () => {
  const due = times(3, 3e9, { ...arrivals, perSecond: 0 });
  assert.ok(due.length > 0 && due.every(inBurst));
  assert.ok(within5Sigma(due.length, 1000 + 500), `${due.length}`);
  assert.ok(due.every((dueNs, i) => dueNs < 3e9 && dueNs >= (due[i - 1] ?? 0)));
});

test("the expected number of events counts whole and cut-off bursts", () => {
  assert.equal(burstArrivalRate.expectedEvents(arrivals, 4e9), 2 * 1150);
  assert.equal(burstArrivalRate.expectedEvents(arrivals, 1e9), 75 + 0.25 * 2000);
});

test("a burst as long as its period is refused, with the place and the reason", () => {
  const bursts = { everySeconds: 2, durationSeconds: 2, perSecond: 1 };
  const { error } = burstArrivalRate.config.safeParse({ ...arrivals, bursts });
  assert.deepEqual(
    error?.issues.map(({ path, message }) => [path.join("."), message]),
    [["bursts.durationSeconds", "must be shorter than everySeconds"]],
  );
});
