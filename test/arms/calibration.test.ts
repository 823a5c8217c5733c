/** What calibrate makes of identical arms with a noise that is known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrationOf } from "../../src/arms/calibration.js";
import { loadScenario } from "../../src/scenario/load.js";
import { BOTH, rounds } from "../gate/rounds.js";

const calibrated = async (noise: number, budgetRounds = 24) =>
  calibrationOf(
    await loadScenario("chat", { directories: ["scenarios"] }),
    rounds({ count: 200, approaches: BOTH, noise, seed: 3 }),
    budgetRounds,
  ).find(({ approach, metric }) => approach === "websocket" && metric === "service-cpu-per-delivery")!;

test("the noise is that of the difference of two arms", async () => {
  const { sigma, rounds: counted, median } = await calibrated(0.05);
  const uniform = 0.05 / Math.sqrt(3); // standard deviation of one arm; Qn is made for normal numbers
  assert.ok(Math.abs(sigma! / (Math.SQRT2 * uniform) - 1) < 0.15, `${sigma}`);
  assert.equal(counted, 200);
  assert.ok(Math.abs(median! / 40_000 - 1) < 0.02);
});

test("more noise hides more, and wants more rounds; fewer rounds find less", async () => {
  const [quiet, loud, short] = [await calibrated(0.01), await calibrated(0.05), await calibrated(0.05, 14)];
  assert.ok(quiet.detectableEffect! < loud.detectableEffect! && loud.detectableEffect! < short.detectableEffect!);
  assert.ok(quiet.roundsNeeded! < loud.roundsNeeded!);
});

test("too few rounds for any decision have no detectable effect", async () => {
  assert.equal((await calibrated(0.01, 5)).detectableEffect, undefined);
});
