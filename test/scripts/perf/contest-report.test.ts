import assert from "node:assert/strict";
import { test } from "node:test";
import { type ContenderTurns, compete, type Turn } from "../../../scripts/perf/contest.js";
import { ratios, report, spread } from "../../../scripts/perf/contest-report.js";

const turns = (...costs: number[]): Turn[] => costs.map((cost) => ({ cost }));
const unit = { name: "CPU µs per request", size: 1_000 };

test("a spread is the median with the lowest and the highest, and nothing for no values", () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, low: 1, high: 3 });
  assert.equal(spread([]), undefined);
});

test("ratios pair the turns of one round, so that a slow round is none of a contender's", () => {
  assert.deepEqual(ratios(turns(1, 10, 100), turns(2, 20, 200)), [0.5, 0.5, 0.5]);
});

test("a row has the median ratio and is met at its target, not above it", () => {
  const standings: ContenderTurns[] = [
    { name: "ours", turns: turns(1_000, 2_000, 3_000) },
    { name: "at the target", target: 0.5, turns: turns(2_000, 4_000, 6_000) },
    { name: "above it", target: 0.49, turns: turns(2_000, 4_000, 6_000) },
    { name: "for information", turns: turns(4_000, 8_000, 12_000) },
  ];
  const name = "Posts: CPU µs per request";
  assert.deepEqual(report("Posts", standings, unit).rows, [
    { name, against: "at the target", value: 2, ratio: 0.5, target: 0.5, met: true },
    { name, against: "above it", value: 2, ratio: 0.5, target: 0.49, met: false },
    { name, against: "for information", value: 2, ratio: 0.25 },
  ]);
});

test("a contender that is missing has a reason in the report, and no row", () => {
  const standings = [
    { name: "ours", turns: turns(1_000) },
    { name: "wrk", target: 1.15, missing: "it is not installed", turns: [] },
  ];
  const { rows, markdown } = report("Posts", standings, unit);
  assert.deepEqual(rows, []);
  assert.match(markdown, /^\| wrk +\| +– \| +– \| +≤ 1\.15 \|$/m);
  assert.match(markdown, /wrk left out: it is not installed\./);
});

test("the table says which side was busy where that was measured, and has no such columns where it was not", () => {
  const busy = [
    {
      name: "ours",
      turns: [{ cost: 5_000, userCost: 2_000, ownCore: 0.97, otherCore: 0.6, operationsPerSecond: 180_000 }],
    },
  ];
  assert.match(
    report("Posts", busy, unit).markdown,
    /\| ours \| +5\.00 \(5\.00–5\.00\) \|.* 2\.00 \|.*180,000\/s \| +97\.0 % \| +60\.0 % \|/,
  );
  assert.doesNotMatch(report("Memory", [{ name: "ours", turns: turns(1) }], unit).markdown, /core/);
});

test("contenders take turns, round after round, and the missing are not started", async () => {
  const order: string[] = [];
  const contender = (name: string) => ({
    name,
    turn: async () => {
      order.push(name);
      return { cost: order.length };
    },
  });
  const absent = { ...contender("absent"), missing: "it is not installed" };
  const standings = await compete("Posts", [contender("a"), absent, contender("b")], { rounds: 2, say: () => {} });
  assert.deepEqual(order, ["a", "b", "a", "b"]);
  assert.deepEqual(
    standings.map(({ turns }) => turns.map(({ cost }) => cost)),
    [[1, 3], [], [2, 4]],
  );
});
