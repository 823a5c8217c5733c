import assert from "node:assert/strict";
import { test } from "node:test";
import { normalQuantile } from "../../src/statistics/normal.js";

test("agrees with published quantiles and with Python's NormalDist on all three ranges", () => {
  const quantiles: [probability: number, z: number][] = [
    [1e-20, -9.262340089798409],
    [1e-10, -6.361340902404057],
    [1e-3, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.95, 1.6448536269514715],
    [0.975, 1.9599639845400536],
    [0.99, 2.3263478740408408],
    [0.999999, 4.753424308817089],
  ];
  for (const [probability, z] of quantiles) {
    assert.ok(Math.abs(normalQuantile(probability) - z) < 1e-12 * Math.max(1, Math.abs(z)), `${probability}`);
  }
});

test("is the inverse of the distribution, integrated by Simpson's rule", () => {
  const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  for (const probability of [0.51, 0.6, 0.9, 0.924, 0.926, 0.99, 0.9937, 0.9999]) {
    const z = normalQuantile(probability);
    const steps = 2000;
    let sum = density(0) + density(z);
    for (let i = 1; i < steps; i++) sum += density((z * i) / steps) * (i % 2 === 1 ? 4 : 2);
    assert.ok(Math.abs(0.5 + (sum * z) / steps / 3 - probability) < 1e-12, `${probability}`);
    assert.ok(Math.abs(normalQuantile(1 - probability) + z) < 1e-10, "symmetric");
  }
});

test("refuses what is no probability", () => {
  for (const probability of [0, 1, -0.1, Number.NaN]) assert.throws(() => normalQuantile(probability), RangeError);
});
