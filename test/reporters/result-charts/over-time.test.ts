/** Charts over time: their cells and rates are those of the result, and what they leave out they say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figure } from "../../../src/reporters/charts/drawing.js";
import { coursesOf } from "../../../src/reporters/result-charts/courses.js";
import { deliveriesOverTimeFigure } from "../../../src/reporters/result-charts/deliveries-over-time.js";
import { heatFigure } from "../../../src/reporters/result-charts/heat.js";
import { inRows, rowsFor, rungNs } from "../../../src/reporters/result-charts/latency-ladder.js";
import { overTimeFigure } from "../../../src/reporters/result-charts/over-time.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { encoded, part, resultOf, WEBHOOK, WEBSOCKET } from "../fixture.js";

function overTime(result: Result): Record<"heat" | "latency" | "deliveries", Figure | undefined> {
  const tables = tabulate(result);
  const courses = coursesOf(tables.result);
  return {
    heat: heatFigure(tables, courses),
    latency: overTimeFigure(tables, courses),
    deliveries: deliveriesOverTimeFigure(tables, courses),
  };
}

/** Every second of the approach has these latencies. */
const withLatencies = (values: readonly number[], seconds = 3): Result =>
  resultOf(1, [WEBHOOK], (result) => {
    const one = part(result, 1, "webhook");
    one.windowNs = seconds * 1e9;
    one.timeline = Array.from({ length: seconds }, (_, second) => ({
      ...{ second, events: values.length, delivered: values.length },
      latency: encoded(values),
    }));
  });

test("every cell of a heat map has its number in the table, and all of them together are the deliveries", () => {
  const { rounds } = resultOf(2);
  const { heat } = overTime(resultOf(2));
  const due = rounds.flatMap(({ approaches }) => approaches.flatMap((one) => one.timeline));
  const cells = heat!.rows.flatMap((row) => row.at(-1)!.split(" ").map(Number));
  assert.equal(
    cells.reduce((sum, one) => sum + one, 0),
    due.reduce((sum, { delivered }) => sum + delivered, 0),
  );
  for (const row of heat!.rows) {
    const numbers = row.at(-1)!.split(" ").map(Number);
    assert.equal(numbers.length, 3, "one for each second");
    assert.equal(
      numbers.reduce((sum, one) => sum + one, 0),
      Number(row[2]!.replaceAll(",", "")),
    );
  }
});

test("a few late ones are counted beyond the axis, and do not stretch it", () => {
  const values = [...Array.from({ length: 5_000 }, (_, i) => 1e6 + i * 100), 9e9];
  const { heat } = overTime(withLatencies(values));
  const [slowest, ...others] = heat!.rows;
  assert.deepEqual(slowest!.slice(1), ["more than 1.58 ms", "3", slowest![3], "1 1 1"]);
  assert.equal(others.length, 2);
  assert.match(heat!.finding, /webhook: .* and 3 lie beyond 1.58 ms, the latest at 9\.\d+ s\./);
  const { heat: all } = overTime(withLatencies(values.slice(0, 900).concat(9e9)));
  assert.match(all!.rows[0]!.join(), /6.31 s to 10.0 s,3,/, "one in 901 is no outlier");
});

test("rows hold 999 in 1,000 of each approach, and are few enough to be seen", () => {
  const counts = (filled: Record<number, number>): Float64Array => {
    const all = new Float64Array(130);
    for (const [rung, count] of Object.entries(filled)) all[Number(rung)] = count;
    return all;
  };
  const narrow = counts({ 40: 1, 60: 5_000, 61: 5_000, 90: 1 });
  assert.deepEqual(rowsFor([narrow]), { rungs: [60, 61, 62], holdsLess: true });
  assert.deepEqual(inRows(narrow, rowsFor([narrow])!), [5_001, 5_000, 1]);
  const wide = rowsFor([narrow, counts({ 20: 10, 95: 10 })])!;
  assert.ok(wide.rungs.length <= 33 && wide.rungs[0]! <= 20 && wide.rungs.at(-1)! >= 96);
  assert.ok(
    wide.rungs.some((rung) => rungNs(rung) === 1e6),
    "powers of ten are edges",
  );
  assert.equal(rowsFor([counts({})]), undefined);
});

test("p99 needs a hundred deliveries in a second, and the chart says so", () => {
  const { latency } = overTime(withLatencies([1e6, 2e6, 3e6]));
  assert.match(latency!.finding, /There is no p99, because it takes 100 deliveries in a second\./);
  assert.doesNotMatch(overTime(resultOf(1)).latency!.finding, /no p99/);
});

test("deliveries are counted per second that was played: the last one may be shorter", () => {
  const result = withLatencies(Array.from({ length: 100 }, () => 1e6));
  part(result, 1, "webhook").windowNs = 2.5e9;
  const { deliveries } = overTime(result);
  assert.deepEqual(
    deliveries!.rows.map((row) => row.slice(2, 4)),
    [
      ["0.500", "100/s"],
      ["1.50", "100/s"],
      ["2.50", "200/s"],
    ],
  );
});

test("where something broke, when deliveries came stands beside when they were due", () => {
  const result = resultOf(2, [WEBHOOK], ({ rounds }) => {
    for (const { number, approaches } of rounds)
      approaches[0]!.recovery = {
        faults: [{ kind: "service-killed", beganNs: number * 0.5e9, endedNs: number * 0.5e9 + 0.4e9 }],
        delivered: [10 * number, 0, 30],
        binNs: 1e8,
      };
  });
  const { deliveries, heat } = overTime(result);
  const came = deliveries!.rows.filter((row) => row[1] === "came in that time");
  assert.deepEqual(
    came.map((row) => row.slice(2)),
    [
      ["0.0500", "150/s", "100/s", "200/s"],
      ["0.150", "0/s", "0/s", "0/s"],
      ["0.250", "300/s", "300/s", "300/s"],
    ],
  );
  assert.match(
    deliveries!.finding,
    /from 0\/s around second 0.150 to 300\/s around second 0.250.* Shaded: service-killed\./,
  );
  assert.match(heat!.draw(640).body.join(""), /<rect class="shade"[^>]*><title>service-killed<\/title>/);
});

test("a long run has at most 120 steps, of whole seconds", () => {
  const { seconds, end, all } = coursesOf(withLatencies([1e6, 2e6], 250));
  assert.deepEqual([seconds, end, all[0]!.steps.length], [3, 252, 84]);
  assert.match(overTime(withLatencies([1e6, 2e6], 250)).latency!.header[1]!, /^3 seconds from$/);
});

test("a chart says which approaches it leaves out, and why", () => {
  const result = resultOf(2, [WEBHOOK, WEBSOCKET], ({ rounds }) => {
    for (const { approaches } of rounds) {
      const [one] = approaches;
      one!.deliveries = { ...one!.deliveries, delivered: 0, lost: one!.deliveries.expected };
      one!.latency = {};
      one!.timeline = one!.timeline.map(({ second, events }) => ({ second, events, delivered: 0 }));
    }
  });
  const { heat, latency, deliveries } = overTime(result);
  for (const figure of [heat, latency])
    assert.match(figure!.finding, /Not in the chart: webhook, because nothing was delivered\.$/);
  assert.match(deliveries!.finding, /webhook: 0\/s throughout/);
});
