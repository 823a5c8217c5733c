import assert from "node:assert/strict";
import { test } from "node:test";
import { DueQueue } from "../../../../src/transports/delivery/due-queue.js";
import { Restraint } from "../../../../src/transports/delivery/sending/restraint.js";
import { VirtualTimer } from "../virtual-timer.js";

function restrained(retriesPerSecond: number) {
  const timer = new VirtualTimer();
  const restraint = new Restraint(retriesPerSecond, new DueQueue(timer));
  const attempts: [name: string, atMs: number][] = [];
  const attempt = (name: string) => (): void => void attempts.push([name, timer.now]);
  return { timer, restraint, attempts, attempt };
}

test("without a pause an attempt is made when it is due", () => {
  const { timer, restraint, attempts, attempt } = restrained(100);
  restraint.after(500, attempt("a"));
  restraint.heard({});
  restraint.heard({ retryAfterSeconds: 0 });
  assert.ok(!restraint.isPaused);
  timer.advance(1_000);
  assert.deepEqual(attempts, [["a", 500]]);
});

test("a pause lasts for as long as was asked, and a shorter one does not end it", () => {
  const { timer, restraint, attempts, attempt } = restrained(100);
  restraint.heard({ retryAfterSeconds: 30 });
  restraint.heard({ retryAfterSeconds: 1 });
  restraint.after(500, attempt("a"));
  restraint.after(40_000, attempt("b"));
  timer.advance(29_999);
  assert.ok(restraint.isPaused);
  timer.advance(30_000);
  assert.ok(!restraint.isPaused);
  timer.advance(100_000);
  assert.deepEqual(attempts, [
    ["a", 30_000],
    ["b", 40_000],
  ]);
});

test("a pause also holds what was to be sent in it, however often it is asked for", () => {
  const { timer, restraint, attempts, attempt } = restrained(100);
  restraint.after(500, attempt("a"));
  restraint.heard({ retryAfterSeconds: 2 });
  timer.advance(1_000);
  restraint.heard({ retryAfterSeconds: 2 });
  timer.advance(10_000);
  assert.deepEqual(attempts, [["a", 3_000]]);
});

test("second attempts that are due together are spread", () => {
  const { timer, restraint, attempts, attempt } = restrained(4);
  restraint.heard({ retryAfterSeconds: 1 });
  for (const name of ["a", "b", "c"]) restraint.after(0, attempt(name));
  timer.advance(5_000);
  restraint.after(0, attempt("d"));
  timer.advance(6_000);
  assert.deepEqual(attempts, [
    ["a", 1_000],
    ["b", 1_250],
    ["c", 1_500],
    ["d", 5_000],
  ]);
});

test("an absurd pause is a day, and closing forgets what waits", () => {
  const { timer, restraint, attempts, attempt } = restrained(100);
  restraint.heard({ retryAfterSeconds: 1e30 });
  restraint.after(0, attempt("a"));
  timer.advance(86_399_000);
  assert.ok(restraint.isPaused);
  restraint.clear();
  assert.ok(timer.idle);
  timer.advance(90_000_000);
  assert.ok(!restraint.isPaused);
  assert.deepEqual(attempts, []);
});
