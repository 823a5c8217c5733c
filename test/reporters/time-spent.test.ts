import assert from "node:assert/strict";
import { test } from "node:test";
import { timeLine } from "../../src/reporters/time-spent.js";
import type { Result } from "../../src/result/result.js";
import type { RoundTime } from "../../src/result/round-time.js";

const time = (slices: number): RoundTime => ({
  ...{ startNs: 1e9, connectNs: 2e9, warmUpNs: 6e9, idleNs: 1e9, slicesNs: slices, besideSlicesNs: 1e9, stopNs: 1e6 },
});
const result = (times: (RoundTime | undefined)[], seconds: number): Result =>
  ({
    startedAt: "2026-11-27T10:00:00.000Z",
    endedAt: new Date(Date.parse("2026-11-27T10:00:00.000Z") + seconds * 1e3).toISOString(),
    rounds: times.map((one, i) => ({ number: i + 1, approaches: [], ...(one && { time: one }) })),
  }) as unknown as Result;

test("the slices come first, then the rest from the largest share on, without what is next to nothing", () => {
  assert.equal(
    timeLine(result([time(9e9), time(9e9)], 50)),
    "The run took 50 s: 36.0 % measured slices, 24.0 % warming up, 20.0 % planning and writing, 8.00 % connecting clients, 4.00 % starting processes, 4.00 % measuring idle services, 4.00 % around slices (preparing, draining, gathering).",
  );
  assert.match(timeLine(result([time(100e9)], 144))!, /^The run took 2 min 24 s: 69.4 % measured slices, /);
});

test("results without the times of all rounds, and runs that go on, have no such line", () => {
  assert.equal(timeLine(result([time(9e9), undefined], 50)), undefined);
  assert.equal(timeLine(result([], 50)), undefined);
  const { endedAt: _, ...running } = result([time(9e9)], 50);
  assert.equal(timeLine(running as Result), undefined);
});
