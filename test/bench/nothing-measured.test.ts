import assert from "node:assert/strict";
import { test } from "node:test";
import { approachesWithoutDelivery, nothingMeasured, requireEvents } from "../../src/bench/nothing-measured.js";
import { quickOverrides } from "../../src/cli/quick-scenario.js";
import type { Result } from "../../src/result/result.js";
import { listScenarios, loadScenario } from "../../src/scenario/load.js";
import { part, resultOf } from "../reporters/fixture.js";

const places = { directories: ["scenarios"] };

function without(result: Result, rounds: number[], what: { events?: 0; delivered: 0 }): Result {
  for (const round of rounds)
    for (const { approach } of result.approaches.map(({ name }) => ({ approach: name })))
      Object.assign(part(result, round, approach).deliveries, what);
  return result;
}

test("windows without events are counted, once and not per approach", () => {
  const [warning, ...others] = nothingMeasured(without(resultOf(6), [1, 3], { events: 0, delivered: 0 }));
  assert.deepEqual([warning?.code, warning?.approach, others], ["no-events", undefined, []]);
  assert.match(warning!.message, /in 2 of 6 rounds: nothing was measured there\.$/);
});

test("an approach that delivered nothing in any round is named; one silent round is no reason", () => {
  const result = resultOf(2);
  part(result, 1, "webhook").deliveries.delivered = 0;
  assert.deepEqual(nothingMeasured(result), []);
  part(result, 2, "webhook").deliveries.delivered = 0;
  assert.deepEqual(
    nothingMeasured(result).map(({ code, approach }) => [code, approach]),
    [["no-deliveries", "webhook"]],
  );
  assert.deepEqual(approachesWithoutDelivery(result), [{ approach: "webhook" }]);
});

test("before anything runs, a window in which nothing is due is refused with its period", async () => {
  const overrides = ["run.measureSeconds=0.5", "run.rounds=1"];
  const payment = await loadScenario("payment", { ...places, overrides: [...overrides, "arrivals.perSecond=0"] });
  assert.throws(() => requireEvents(payment), {
    code: "nothing-to-measure",
    exitCode: 2,
    hint: "Raise run.measureSeconds or the rate of the arrivals. One period of burst-arrival-rate takes 3 s.",
  });
  requireEvents(await loadScenario("payment", places));
});

test("a quick run of every shipped scenario has events to measure", async () => {
  for (const { name } of await listScenarios(places)) {
    const asked = await loadScenario(name, places);
    requireEvents(await loadScenario(name, { ...places, overrides: quickOverrides(asked) }));
  }
});
