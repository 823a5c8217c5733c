import assert from "node:assert/strict";
import { test } from "node:test";
import { normalDistribution } from "../../../src/statistics/normal.js";
import { CapacityPosterior, type Trial } from "../../../src/studies/capacity/posterior.js";
import { cellQuantiles, RateGrid } from "../../../src/studies/capacity/rate-grid.js";

const grid = new RateGrid({ low: 10, high: 10_000 });

test("the grid has a cell for every rate, within one percent", () => {
  for (const rate of [10, 11, 99.5, 1_234, 10_000]) {
    const played = grid.rateOf(grid.cellOf(rate));
    assert.ok(Math.abs(played / rate - 1) < 0.0101, `${played} for ${rate}`);
  }
  assert.deepEqual([grid.cellOf(1), grid.cellOf(1e9)], [0, grid.cells - 1]);
});

test("quantiles are read within a cell", () => {
  assert.deepEqual(cellQuantiles(Float64Array.of(0, 0.5, 0, 0.5), [0, 0.25, 0.5, 0.75, 1]), [0.5, 1, 1.5, 3, 3.5]);
});

test("without a trial every logarithm is as likely", () => {
  const [low, median, high] = new CapacityPosterior(grid).quantiles([0.1, 0.5, 0.9]) as [number, number, number];
  assert.ok(Math.abs(Math.log(median / Math.sqrt(low * high))) < 0.02);
  assert.ok(Math.abs(median / Math.sqrt(10 * 10_000) - 1) < 0.05);
});

test("the posterior is Bayes' rule, written out", () => {
  const trials: Trial[] = [
    { rate: 100, passed: true },
    { rate: 400, passed: true },
    { rate: 800, passed: false },
    { rate: 500, passed: false },
    { rate: 450, passed: true },
  ].map(({ rate, passed }) => ({ rate: grid.rateOf(grid.cellOf(rate)), passed }));
  const posterior = new CapacityPosterior(grid);
  for (const trial of trials) posterior.observe(trial);
  const expected = Array.from({ length: grid.cells }, (_, cell) => {
    let sum = 0;
    for (const [spread, weight] of [
      [0.015, 0.25],
      [0.03, 0.5],
      [0.06, 1],
      [0.12, 2],
      [0.24, 3],
      [0.48, 3],
    ] as const) {
      for (const lapse of [0.01, 0.05, 0.12]) {
        sum += trials.reduce<number>((product, { rate, passed }) => {
          const pass = (1 - lapse) * normalDistribution(Math.log(grid.rateOf(cell) / rate) / spread);
          return product * (passed ? pass : 1 - pass);
        }, weight);
      }
    }
    return sum;
  });
  const whole = expected.reduce((sum, one) => sum + one);
  for (const [cell, share] of posterior.density().entries())
    assert.ok(Math.abs(share - expected[cell]! / whole) < 1e-5, `cell ${cell}: ${share}`);
});

test("a thousand trials that contradict each other leave a density", () => {
  const posterior = new CapacityPosterior(grid);
  for (let i = 0; i < 500; i++) {
    posterior.observe({ rate: 10_000, passed: true });
    posterior.observe({ rate: 10, passed: false });
  }
  const density = posterior.density();
  assert.ok(Math.abs(density.reduce((sum, share) => sum + share) - 1) < 1e-9);
});

test("what is known to lie below a rate has no share above it", () => {
  const density = new CapacityPosterior(grid).density(100);
  assert.ok(density.slice(grid.cellOf(100) + 1).every((share) => share === 0));
  assert.ok(Math.abs(density.reduce((sum, share) => sum + share) - 1) < 1e-9);
});
