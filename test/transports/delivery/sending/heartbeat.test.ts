import assert from "node:assert/strict";
import { test } from "node:test";
import { startHeartbeat } from "../../../../src/transports/delivery/sending/heartbeat.js";

const cases: [intervalMs: number, clients: number, mostPerTick: number][] = [
  [30_000, 1, 1],
  [30_000, 7, 1],
  [30_000, 600, 1],
  [30_000, 10_000, 17],
  [1000, 100, 5],
  [100, 3, 2],
  [10, 5, 5],
];
for (const [intervalMs, clients, mostPerTick] of cases) {
  test(`${clients} clients and ${intervalMs} ms: each once per interval, at most ${mostPerTick} at a time`, (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    let nowMs = 0;
    const beatsMs = Array.from({ length: clients }, (): number[] => []);
    const perTick = new Map<number, number>();
    const stop = startHeartbeat(intervalMs, clients, (client) => {
      beatsMs[client]!.push(nowMs);
      perTick.set(nowMs, (perTick.get(nowMs) ?? 0) + 1);
    });
    while (nowMs < intervalMs * 3.1) {
      nowMs++;
      t.mock.timers.tick(1);
    }
    assert.ok(Math.max(...perTick.values()) <= mostPerTick);
    for (const [first, second, third] of beatsMs) {
      assert.equal(second! - first!, third! - second!);
      assert.ok(Math.abs(second! - first! - intervalMs) <= Math.max(2, intervalMs * 0.01), `${second! - first!} ms`);
    }
    stop();
    const before = beatsMs.flat().length;
    t.mock.timers.tick(intervalMs * 2);
    assert.equal(beatsMs.flat().length, before);
  });
}

test("a process that is late with its ticks makes up for them, and after standing still nobody gets two at once", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const beats = new Array<number>(100).fill(0);
  let nowMs = 0;
  const stop = startHeartbeat(
    5000,
    100,
    (client) => beats[client]!++,
    () => nowMs,
  );
  for (; nowMs < 50_000; nowMs += 100) t.mock.timers.tick(50); // a tick of 50 ms takes 100
  assert.ok(Math.min(...beats) >= 9 && Math.max(...beats) <= 10, `${Math.min(...beats)} to ${Math.max(...beats)}`);
  beats.fill(0);
  nowMs += 60_000;
  t.mock.timers.tick(50);
  assert.deepEqual([Math.min(...beats), Math.max(...beats)], [1, 1]);
  stop();
});
