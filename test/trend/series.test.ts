import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../src/random.js";
import { type Chart, chartsOf } from "../../src/trend/series.js";
import { HISTORY } from "./fixture.js";

const all = { last: 100 };
const names = (charts: readonly Chart[]): string[] =>
  charts.map(({ machineFingerprint, metric, series }) =>
    [machineFingerprint, metric, ...series.map(({ approach }) => approach)].join(" "),
  );

test("runs of different machines and workloads are never in one series", () => {
  assert.deepEqual(names(chartsOf(HISTORY, all)), [
    "a1b2c3d4 service-cpu-per-delivery webhook websocket",
    "a1b2c3d4 throughput webhook",
    "ffff0000 service-cpu-per-delivery webhook websocket",
    "ffff0000 throughput webhook",
  ]);
  const otherWorkload = HISTORY.map((entry, i) => (i % 2 ? { ...entry, workloadFingerprint: "other" } : entry));
  assert.equal(chartsOf(otherWorkload, all).length, 8);
});

test("a change has its place, its levels, and whether it was for the worse in the metric's direction", () => {
  const [cpu, throughput] = chartsOf(HISTORY, all);
  const [webhook, websocket] = cpu!.series;
  assert.deepEqual(websocket!.changes, []);
  const [slower] = webhook!.changes;
  assert.deepEqual([webhook!.changes.length, slower!.at, slower!.isWorse], [1, 25, true]);
  assert.ok(Math.abs(slower!.ratio / (44_900 / 41_200) - 1) < 0.01);
  assert.equal(slower!.ratio, slower!.after / slower!.before);
  const [faster] = throughput!.series[0]!.changes;
  assert.deepEqual([faster!.at, faster!.isWorse], [10, false]);
});

test("an approach that some runs did not have leaves gaps and keeps its look", () => {
  const late = HISTORY.slice(0, 40).map((entry, i) => ({
    ...entry,
    metrics: entry.metrics.filter(({ approach }) => approach === "websocket" || i >= 30),
  }));
  const [cpu] = chartsOf(late, all);
  assert.deepEqual(
    cpu!.series.map(({ approach, place }) => [approach, place]),
    [
      ["webhook", 0],
      ["websocket", 1],
    ],
  );
  assert.deepEqual(
    cpu!.series[0]!.points.map(({ run }) => run),
    Array.from({ length: 10 }, (_, i) => 30 + i),
  );
});

test("only what is asked for is shown, and only its newest runs", () => {
  assert.deepEqual(chartsOf(HISTORY, { ...all, scenario: "ticker" }), []);
  const selected = chartsOf(HISTORY, { last: 5, approach: "webhook", metric: "throughput" });
  assert.deepEqual(names(selected), ["a1b2c3d4 throughput webhook", "ffff0000 throughput webhook"]);
  assert.equal(selected[0]!.series[0]!.points.length, 5);
  assert.equal(selected[0]!.series[0]!.points.at(-1)!.startedAt, HISTORY[39]!.startedAt);
});

test("doubling and halving are equally plain: the reciprocals change at the same runs", () => {
  const random = seededRandom(5, "spread");
  const level = (i: number): number => (i < 12 ? 1 : 4) * Math.exp(2 * random.next());
  const heads = Array.from({ length: 24 }, (_, i) => level(i));
  const placesOf = (values: readonly number[]): number[][] => {
    const runs = HISTORY.slice(0, 24).map((entry, i) => ({
      ...entry,
      metrics: entry.metrics.slice(0, 1).map((one) => ({ ...one, head: values[i]! })),
    }));
    return chartsOf(runs, all)[0]!.series[0]!.changes.map(({ at, p }) => [at, p]);
  };
  assert.equal(placesOf(heads).length, 1);
  assert.deepEqual(placesOf(heads.map((head) => 1 / head)), placesOf(heads));
});

test("figures at 0 have no logarithm, and such a series no change points", () => {
  const zeros = HISTORY.slice(0, 40).map((entry, i) => ({
    ...entry,
    metrics: entry.metrics.map((one) => ({ ...one, head: i < 20 ? 0 : 1 })),
  }));
  assert.deepEqual(chartsOf(zeros, all)[0]!.series[0]!.changes, []);
});
