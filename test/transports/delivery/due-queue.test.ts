import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DueQueue } from "../../../src/transports/delivery/due-queue.js";
import { VirtualTimer } from "./virtual-timer.js";

test("everything runs once, when it is due, in order of due time and then of being added", () => {
  const delays = fc.array(fc.tuple(fc.nat(50), fc.nat(100)), { maxLength: 60 });
  fc.assert(
    fc.property(delays, (additions) => {
      const timer = new VirtualTimer();
      const queue = new DueQueue(timer);
      const ran: { number: number; atMs: number }[] = [];
      const expected: { number: number; atMs: number }[] = [];
      let addAtMs = 0;
      for (const [number, [gapMs, delayMs]] of additions.entries()) {
        addAtMs += gapMs;
        timer.advance(addAtMs);
        expected.push({ number, atMs: addAtMs + delayMs });
        queue.after(delayMs, () => ran.push({ number, atMs: timer.now }));
      }
      timer.advance(1e6);
      expected.sort((a, b) => a.atMs - b.atMs || a.number - b.number);
      assert.deepEqual(ran, expected);
      assert.equal(queue.size, 0);
      assert.ok(timer.idle);
    }),
  );
});

test("nothing runs early, even when the timer does", () => {
  const timer = new VirtualTimer();
  const queue = new DueQueue(timer);
  const ran: number[] = [];
  for (const delayMs of [10, 20]) queue.after(delayMs, () => ran.push(timer.now));
  timer.advance(100, 0.5);
  assert.equal(ran.length, 2);
  assert.ok(ran[0]! >= 10 && ran[1]! >= 20, String(ran));
});

test("what runs may add more, which never runs inside it", () => {
  const timer = new VirtualTimer();
  const queue = new DueQueue(timer);
  const ran: string[] = [];
  queue.after(5, () => {
    queue.after(0, () => ran.push(`second at ${timer.now}`));
    ran.push("first");
  });
  timer.advance(5);
  assert.deepEqual(ran, ["first", "second at 5"]);
});

test("what is due at the same time runs in the order of adding, and nothing before its time", () => {
  const timer = new VirtualTimer();
  const queue = new DueQueue(timer);
  const ran: string[] = [];
  queue.at(30, () => ran.push("30, first"));
  queue.at(10, () => ran.push("10"));
  queue.at(30, () => ran.push("30, second"));
  timer.advance(29);
  assert.deepEqual(ran, ["10"]);
  timer.advance(30);
  assert.deepEqual(ran, ["10", "30, first", "30, second"]);
  assert.ok(timer.idle);
});

test("what is cleared never runs, and needs no timer", () => {
  const timer = new VirtualTimer();
  const queue = new DueQueue(timer);
  queue.after(5, () => assert.fail("it ran"));
  queue.clear();
  assert.ok(timer.idle);
  timer.advance(100);
  assert.equal(queue.size, 0);
});

test("on the system's clock nothing is early", async () => {
  const queue = new DueQueue();
  const startMs = performance.now();
  await new Promise<void>((resolve) => queue.after(20, resolve));
  assert.ok(performance.now() - startMs >= 20);
});
