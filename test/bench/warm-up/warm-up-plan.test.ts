import assert from "node:assert/strict";
import { test } from "node:test";
import { type WarmUpRequest, warmUpPlan } from "../../../src/bench/warm-up/warm-up-plan.js";

const request = (more: Partial<WarmUpRequest> = {}): WarmUpRequest => ({
  arrivals: { executor: "poisson-arrival-rate", perSecond: 100 },
  topology: { flow: "ingest", clients: 20, roomSize: 1 },
  payloadBytes: 500,
  windowNs: 4e9,
  blockNs: 5e8,
  seed: 7,
  ...more,
});

test("warm-up: every block can be played at every level, and whatever is chosen, events follow each other", () => {
  const { schedule, levels, blocks } = warmUpPlan(request());
  assert.equal(blocks.length, 8);
  assert.deepEqual(levels, [100, 200, 400, 800, 1600, 3200, 6400]);
  let next = 0;
  for (const block of blocks) {
    for (const [level, { from, to, lengthNs }] of block.entries()) {
      assert.equal(from, next);
      next = to;
      const expected = (levels[level]! * lengthNs) / 1e9;
      assert.ok(Math.abs(to - from - expected) < 6 * Math.sqrt(expected), `${to - from} events, ${expected} expected`);
    }
  }
  assert.equal(next, schedule.dueNs.length);
});

test("warm-up: rates are raised to what is carried: by deliveries, and by bytes", () => {
  const relay = { flow: "relay", clients: 200, roomSize: 10 } as const;
  assert.deepEqual(warmUpPlan(request({ topology: relay })).levels, [100, 200, 400, 800]);
  assert.deepEqual(warmUpPlan(request({ topology: { flow: "broadcast", clients: 100, roomSize: 1 } })).levels, [100]);
  assert.deepEqual(warmUpPlan(request({ payloadBytes: 100_000 })).levels, [100, 200, 400]);
  const heavy = { executor: "constant-arrival-rate", perSecond: 40_000 } as const;
  assert.deepEqual(warmUpPlan(request({ arrivals: heavy })).levels, [40_000]);
});

test("warm-up: a low rate is raised at once to one that shows something in a block", () => {
  const seldom = { executor: "poisson-arrival-rate", perSecond: 0.5 } as const;
  assert.deepEqual(warmUpPlan(request({ arrivals: seldom })).levels, [0.5, 128, 256, 512, 1024, 2048, 4096, 8192]);
  const chat = warmUpPlan(request({ arrivals: seldom, topology: { flow: "relay", clients: 100, roomSize: 10 } }));
  assert.deepEqual(chat.levels, [0.5, 16, 32, 64, 128, 256, 512, 1024]);
});

test("warm-up: no rate is raised beyond what is allowed", () => {
  assert.deepEqual(warmUpPlan(request({ mostEventsPerSecond: 400 })).levels, [100, 200, 400]);
  assert.deepEqual(warmUpPlan(request({ mostEventsPerSecond: 100 })).levels, [100]);
});

test("warm-up: a closed loop goes as fast as it can by itself, and a warm-up of no length has no blocks", () => {
  const closed = warmUpPlan(request({ arrivals: { executor: "constant-concurrency", windowPerClient: 4 } }));
  assert.equal(closed.blocks.length, 8);
  assert.ok(closed.blocks.every((block) => block.length === 1 && block[0]!.from === 0 && block[0]!.to === 0));
  assert.ok(closed.schedule.payloadBytes.length > 0);
  assert.deepEqual(warmUpPlan(request({ windowNs: 0 })).blocks, []);
});
