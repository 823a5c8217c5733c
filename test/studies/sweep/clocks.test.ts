/** What a study says of latencies that two hosts stamped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "../../../src/studies/sweep/figures.js";
import type { PointFigures, PointRecord } from "../../../src/studies/sweep/record.js";
import { ratioAt } from "../../../src/studies/sweep/report/cells.js";
import { clocksNote } from "../../../src/studies/sweep/report/charted-figures.js";
import { resultOf } from "../../reporters/fixture.js";

function figures(clockBoundNs?: number): PointFigures[] {
  const result = resultOf(1);
  result.scenario.flow = "ingest";
  if (clockBoundNs !== undefined) result.rounds[0]!.hosts = [{ worker: "a", clients: 10, clockBoundNs }];
  return figuresOf(result);
}

const pointOf = (approaches: PointFigures[]): PointRecord =>
  ({
    ...{ number: 1, at: [1], folder: "points/1-1" },
    rounds: Array.from({ length: 6 }, (_, i) => ({ round: i + 1, played: i + 1, warnings: [], approaches })),
  }) as unknown as PointRecord;

test("the figures of a point have the bound of its clocks, and none where one clock stamped all", () => {
  assert.deepEqual(
    [figures(), figures(0), figures(90_000)].map((all) => all.map(({ latencyBoundNs }) => latencyBoundNs)),
    [
      [undefined, undefined],
      [undefined, undefined],
      [90_000, 90_000],
    ],
  );
});

test("who is faster is sure only beyond what the clocks leave open, and the report says what that is", () => {
  const isSure = (point: PointRecord, name: "latencyP50Ns" | "cpuNsPerSecond"): boolean =>
    (ratioAt(point, ["webhook", "websocket"], name).low ?? 0) > 1;
  const [local, close, wide] = [figures(), figures(1_000), figures(300_000)].map(pointOf);
  assert.deepEqual(
    [local!, close!, wide!].map((point) => isSure(point, "latencyP50Ns")),
    [true, true, false],
  );
  assert.ok(isSure(wide!, "cpuNsPerSecond"), "costs need no clock");
  assert.equal(clocksNote({ points: [local!] }), undefined);
  assert.match(clocksNote({ points: [close!, wide!] }) ?? "", /at most ± 300 µs\. Intervals of their ratios hold/);
});
