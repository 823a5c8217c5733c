import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Evidence } from "../../src/advise/evidence.js";
import { differencesOfMachines, evidenceOfResult, evidenceOfSweep } from "../../src/advise/from-records.js";
import { parseResult } from "../../src/reporters/read-result.js";
import type { Result } from "../../src/result/result.js";
import { logSpaced, simulatedSweep } from "../studies/crossover/simulated-sweep.js";
import { recordOf } from "../studies/sweep/asked.js";

const example = (name: string): Result => {
  const file = `reports/examples/${name}/result.json`;
  return parseResult(readFileSync(file, "utf8"), file);
};

function evidenceIn(result: Result): Evidence {
  const found = evidenceOfResult(result, "a/result.json", result.machine);
  assert.ok(typeof found !== "string", String(found));
  return found[0]!;
}

test("a committed bench is evidence of its workload", () => {
  const { flow, guarantee, clients, recipients, points, approaches, source } = evidenceIn(example("chat"));
  assert.deepEqual(
    { flow, guarantee, clients, recipients },
    {
      ...{ flow: "relay", guarantee: "at-least-once", clients: 200, recipients: 9 },
    },
  );
  assert.equal(points.length, 1);
  assert.equal(points[0]!.rounds.length, 6);
  assert.equal(points[0]!.peakEventsPerSecond, 200);
  assert.ok(Math.abs(points[0]!.eventsPerSecond - 200) < 20);
  assert.deepEqual(
    approaches.map(({ name }) => name),
    ["webhook", "websocket"],
  );
  assert.deepEqual(source.machineDiffersIn, []);
});

test("the mean size of a distribution is that of its formula", () => {
  // Log-normal, median 300 and p95 900: σ = ln 3 ÷ 1.645, and the mean is 300 · e^(σ²/2) = 375
  const mean = evidenceIn(example("chat")).payloadBytes;
  assert.ok(Math.abs(mean / 375 - 1) < 0.05, String(mean));
  // Evenly from 100 to 130
  assert.ok(Math.abs(evidenceIn(example("stock-ticker")).payloadBytes - 115) < 1);
});

test("bursts have a peak of their own, and everybody gets what is broadcast", () => {
  const { points } = evidenceIn(example("payment"));
  assert.equal(points[0]!.peakEventsPerSecond, 200);
  assert.ok(points[0]!.eventsPerSecond < 100);
  assert.equal(evidenceIn(example("stock-ticker")).recipients, 200);
});

test("what says nothing of a healthy workload is left out, with the reason", () => {
  const leftOut = (result: Result) => evidenceOfResult(result, "a/result.json", result.machine);
  const chat = example("chat");
  assert.equal(leftOut(example("outage")), "faults");
  assert.equal(leftOut(example("keep-alive-cliff")), "network");
  assert.equal(leftOut({ ...chat, quick: true }), "quick");
  assert.equal(leftOut({ ...chat, rounds: [] }), "empty");
  const cold = { ...chat.scenario, run: { ...chat.scenario.run, start: "cold" as const } };
  assert.equal(leftOut({ ...chat, scenario: cold }), "cold");
  const withArrivals = (arrivals: Result["scenario"]["arrivals"]): Result => ({
    ...chat,
    scenario: { ...chat.scenario, arrivals },
  });
  assert.equal(leftOut(withArrivals({ executor: "constant-concurrency", windowPerClient: 1 })), "closed");
  assert.equal(leftOut(withArrivals({ executor: "of another release" })), "closed");
  assert.equal(leftOut(withArrivals({ executor: "none" })), "idle");
  const own = chat.approaches.map((one) => ({ ...one, service: { command: "./mine" } }));
  assert.equal(leftOut({ ...chat, approaches: own }), "other-services");
  const armed = chat.approaches.map((one) => ({ ...one, arm: "base" }));
  assert.equal(leftOut({ ...chat, approaches: armed }), "arms");
});

test("a machine differs in the lines of its fingerprint, and not in its load", () => {
  const { machine } = example("chat");
  assert.deepEqual(differencesOfMachines(machine, { ...machine, loadAverage: 9 }), []);
  assert.deepEqual(differencesOfMachines(machine, { ...machine, cpuModel: "Another", node: "v22.0.0" }), [
    "CPU",
    "Node",
  ]);
});

test("a sweep over rates is one piece of evidence with all of its rates", async () => {
  const record = await recordOf("chat", ["arrivals.perSecond=10..1000"]);
  const known = simulatedSweep({
    ...{ rates: logSpaced(10, 1000, 3), rounds: 6, noise: { spread: 0.01, shared: 0 }, seed: 1 },
    approaches: { webhook: { standing: 0, perDelivery: 1e5 }, websocket: { standing: 1e6, perDelivery: 4e4 } },
  });
  for (const [i, point] of record.points.entries()) point.rounds = known.points[i]!.rounds;
  const found = evidenceOfSweep(record, "s/study.json", example("chat").machine);
  assert.ok(typeof found !== "string");
  const [{ points, recipients, curve, source }, ...more] = found as [Evidence, ...Evidence[]];
  assert.equal(more.length, 0);
  assert.deepEqual(
    points.map(({ eventsPerSecond }) => Math.round(eventsPerSecond)),
    [10, 100, 1000],
  );
  assert.equal(recipients, 9);
  assert.ok(curve !== undefined);
  assert.equal(source.machineDiffersIn, undefined, "it does not say its machine");
});

test("of a sweep over something else, every point is evidence by itself; of one that has not begun there is none", async () => {
  const record = await recordOf("chat", ["clients=20,200"]);
  const { machine } = example("chat");
  assert.equal(evidenceOfSweep(record, "s/study.json", machine), "empty");
  const round = { round: 1, played: 1, warnings: [] };
  for (const point of record.points) {
    const at = {
      verdict: "not-saturated" as const,
      clients: 1,
      eventsPerSecond: 5,
      deliveriesPerSecond: 5,
      undelivered: 0,
    };
    point.rounds = [{ ...round, approaches: [{ approach: "webhook", ...at }] }];
  }
  const found = evidenceOfSweep(record, "s/study.json", machine);
  assert.ok(typeof found !== "string");
  assert.deepEqual(
    found.map(({ clients }) => clients),
    [20, 200],
  );
});
