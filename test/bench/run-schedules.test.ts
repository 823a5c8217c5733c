import assert from "node:assert/strict";
import { test } from "node:test";
import { planOfRound } from "../../src/bench/run-schedules.js";
import { loadScenario } from "../../src/scenario/load.js";

test("a warm-up begins at the scenario's rate or at that of other arrivals; the measured window stays", async () => {
  const load = (perSecond: number) =>
    loadScenario("github-events", { directories: ["scenarios"], overrides: [`arrivals.perSecond=${perSecond}`] });
  const [fast, slow] = [await load(20_000), await load(100)];
  const topology = { flow: fast.flow, clients: fast.clients, roomSize: 1 };
  const own = planOfRound(fast, topology, 1);
  const other = planOfRound(fast, topology, 1, { warmUpArrivals: slow.arrivals });
  assert.deepEqual([Math.round(own.warmUp.levels[0]!), Math.round(other.warmUp.levels[0]!)], [20_000, 100]);
  assert.deepEqual(other.warmUp.levels, planOfRound(slow, topology, 1).warmUp.levels);
  assert.deepEqual(other.schedules.measured, own.schedules.measured);
  const capped = planOfRound(slow, topology, 1, { mostEventsPerSecond: 300 });
  assert.deepEqual(capped.warmUp.levels.map(Math.round), [100, 200]);
});
