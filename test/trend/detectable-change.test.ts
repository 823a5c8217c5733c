import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../src/random.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { detectableChange } from "../../src/trend/detectable-change.js";

const random = seededRandom(1, "scatter");
const normal = (n: number): number[] =>
  Array.from({ length: n }, () => normalQuantile(Math.min(random.next() + 1e-9, 1 - 1e-9)));

test("the more figures, and the less they scatter, the smaller a change is found", () => {
  const values = normal(200);
  const few = detectableChange(values.slice(0, 20), [0, 20])!;
  const many = detectableChange(values, [0, 200])!;
  assert.ok(many < few / 2 && many > few / 5, `${many} of ${few}`);
  const halves = values.map((value) => value / 2);
  assert.ok(Math.abs(detectableChange(halves, [0, 200])! - many / 2) < 1e-9);
});

test("a change that was found is no scatter", () => {
  const values = normal(40);
  const step = values.map((value, i) => value + (i < 20 ? 0 : 100));
  const [alone, beside] = [detectableChange(values, [0, 40])!, detectableChange(step, [0, 20, 40])!];
  assert.ok(Math.abs(beside / alone - 1) < 0.2, `${beside} and ${alone}`);
});

test("too few figures for a search tell nothing", () => {
  assert.equal(detectableChange(normal(12), [0, 12]), undefined);
  assert.ok(detectableChange(normal(13), [0, 13])! > 0);
});
