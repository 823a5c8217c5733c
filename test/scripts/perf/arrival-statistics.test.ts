import assert from "node:assert/strict";
import { test } from "node:test";
import { arrivalFigures, ksCritical } from "../../../scripts/perf/arrival-statistics.js";
import { poissonArrivalRate } from "../../../src/executors/poisson-arrival-rate.js";
import { seededRandom } from "../../../src/random.js";
import { NS_PER_MS, NS_PER_SECOND } from "../../../src/units.js";

const PER_SECOND = 1_000;
const SECONDS = 10;
const window = { fromNs: 0, toNs: SECONDS * NS_PER_SECOND };
const figuresOf = (arrivedNs: ArrayLike<number>) => arrivalFigures(Float64Array.from(arrivedNs), PER_SECOND, window);

test("evenly spaced arrivals do not vary and are as far from the exponential as 1 − 1/e", () => {
  const figures = figuresOf(Array.from({ length: PER_SECOND * SECONDS }, (_, i) => i * NS_PER_MS));
  const { ksToExponential, ...others } = figures;
  assert.deepEqual(others, {
    achievedPerSecond: PER_SECOND,
    gapP1Us: 1_000,
    gapP50Us: 1_000,
    gapP99Us: 1_000,
    variation: 0,
    dispersion: 0,
  });
  assert.ok(Math.abs(ksToExponential - (1 - Math.exp(-1))) < 1e-9);
});

test("a Poisson schedule has variation and dispersion 1 and is not told from the exponential", () => {
  const config = { executor: "poisson-arrival-rate", perSecond: PER_SECOND } as const;
  for (let seed = 1; seed <= 5; seed++) {
    const dueNs = poissonArrivalRate.dueTimesNs(config, window.toNs, seededRandom(seed, "arrivals"));
    const figures = figuresOf(dueNs);
    assert.ok(Math.abs(figures.variation - 1) < 0.06, `variation ${figures.variation}`);
    assert.ok(Math.abs(figures.dispersion - 1) < 0.25, `dispersion ${figures.dispersion}`);
    assert.ok(figures.ksToExponential < 1.5 * ksCritical(dueNs.length), `distance ${figures.ksToExponential}`);
  }
});

test("a burst a second has the right rate and a dispersion of hundreds", () => {
  const arrivedNs = Array.from(
    { length: PER_SECOND * SECONDS },
    (_, i) => Math.floor(i / PER_SECOND) * NS_PER_SECOND + (i % PER_SECOND) * 10_000,
  );
  const figures = figuresOf(arrivedNs);
  assert.equal(figures.achievedPerSecond, PER_SECOND);
  assert.ok(figures.dispersion > 900, `dispersion ${figures.dispersion}`);
  assert.ok(figures.ksToExponential > 0.9, `distance ${figures.ksToExponential}`);
});
