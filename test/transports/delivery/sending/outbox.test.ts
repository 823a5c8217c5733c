import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Outbox, type OutboxOwner } from "../../../../src/transports/delivery/sending/outbox.js";

/** A sender whose peer, clock and connection are in the hands of the test. */
class Sender implements OutboxOwner<Buffer> {
  readonly client = 0;
  readonly ticker = { tick: 0 };
  readonly written: number[] = [];
  readonly retried: number[] = [];
  readonly givenUp: [number, string][] = [];
  readonly waitsMs: number[] = [];
  overdueCount = 0;
  connected = true;
  readonly outbox: Outbox<Buffer>;

  constructor(windowEvents = 100) {
    const backoff = { minSeconds: 0, maxSeconds: 60, jitter: "none" } as const;
    this.outbox = new Outbox(this, {
      windowEvents,
      ackTimeoutTicks: 4,
      lifetimeTicks: 20,
      backoff,
      ticker: this.ticker,
    });
  }
  ready(): boolean {
    return this.connected;
  }
  write(index: number, _payload: Buffer, isRetry: boolean): void {
    this.written.push(index);
    if (isRetry) this.retried.push(index);
  }
  gaveUp(index: number, _payload: Buffer, reason: string): void {
    this.givenUp.push([index, reason]);
  }
  overdue(): void {
    this.overdueCount++;
  }
  wakeAfter(delayMs: number): void {
    this.waitsMs.push(delayMs);
  }
  push(...indexes: number[]): void {
    for (const index of indexes) this.outbox.push(index, Buffer.alloc(10));
  }
  ticks(count: number): void {
    for (let i = 0; i < count; i++) {
      this.ticker.tick++;
      this.outbox.sweep();
    }
  }
}

test("what is pushed is sent at once, and gone when it is acked", () => {
  const sender = new Sender();
  sender.push(1, 2);
  assert.deepEqual([sender.written, sender.outbox.size], [[1, 2], 2]);
  assert.equal(sender.outbox.acked(1), true);
  assert.equal(sender.outbox.acked(1), false);
  assert.deepEqual([[...sender.outbox.indexes()], sender.outbox.waitingBytes], [[2], 0]);
});

test("no more than the window is under way; the rest follows in order", () => {
  const sender = new Sender(4);
  sender.push(1, 2, 3, 4, 5, 6, 7);
  assert.deepEqual([sender.written, sender.outbox.waitingBytes], [[1, 2, 3, 4], 30]);
  for (const index of [1, 2]) sender.outbox.acked(index);
  assert.deepEqual(sender.written, [1, 2, 3, 4, 5, 6]);
  sender.push(8);
  for (const index of [3, 4, 5, 6]) sender.outbox.acked(index);
  assert.deepEqual(sender.written, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(sender.retried, []);
});

test("without a connection everything waits; with a new one what was under way goes first", () => {
  const sender = new Sender();
  sender.push(1, 2);
  sender.connected = false;
  sender.push(3);
  assert.deepEqual(sender.written, [1, 2]);
  sender.connected = true;
  sender.outbox.reconnected();
  assert.deepEqual(sender.written, [1, 2, 1, 2, 3]);
  assert.deepEqual([sender.retried, sender.outbox.hasRetried], [[1, 2], true]);
});

test("an event without an ack is sent again after the timeout, then after twice as long, until it is given up", () => {
  const sender = new Sender();
  sender.push(1);
  sender.ticks(4);
  assert.deepEqual(sender.written, [1]);
  sender.ticks(1);
  assert.deepEqual(sender.written, [1, 1]);
  sender.ticks(8);
  assert.deepEqual(sender.written, [1, 1]);
  sender.ticks(1);
  assert.deepEqual(sender.written, [1, 1, 1]);
  sender.ticks(7);
  assert.deepEqual(sender.givenUp, [[1, "not acknowledged in time"]]);
  assert.equal(sender.outbox.size, 0);
});

test("after a refusal nothing is sent until the wait is over; then it goes first, and what followed it again", () => {
  const sender = new Sender();
  sender.push(1, 2, 3);
  sender.outbox.refusedForNow(2, 0);
  sender.outbox.refusedForNow(3, 0); // its own answer is of no use: it is due already
  sender.push(4);
  assert.deepEqual(sender.written, [1, 2, 3]);
  assert.deepEqual(sender.waitsMs, [0]);
  sender.outbox.wake();
  assert.deepEqual(sender.written, [1, 2, 3, 2, 3, 4]);
  sender.outbox.acked(1);
  assert.equal(sender.outbox.size, 3);
});

test("a wait that the peer asked for is kept, and an earlier one does not end it", () => {
  const sender = new Sender();
  sender.push(1);
  sender.outbox.refusedForNow(1, 60);
  assert.deepEqual(sender.waitsMs, [60_000]);
  sender.outbox.wake();
  assert.deepEqual(sender.written, [1]);
});

test("an event that will never be taken is given up with the reason, and those behind it go on", () => {
  const sender = new Sender(1);
  sender.push(1, 2);
  assert.equal(sender.outbox.giveUp(1, "the handler failed"), true);
  assert.equal(sender.outbox.giveUp(7, "unknown"), false);
  assert.deepEqual([sender.givenUp, sender.written], [[[1, "the handler failed"]], [1, 2]]);
  sender.outbox.giveUpAll("away");
  assert.deepEqual(sender.givenUp[1], [2, "away"]);
});

test("a peer may say at once all that it has", () => {
  const sender = new Sender();
  for (const index of [1, 2, 3]) sender.outbox.push(index, Buffer.alloc(index));
  assert.deepEqual(
    sender.outbox.ackedWhere(({ length }) => length <= 2),
    [1, 2],
  );
  assert.deepEqual([...sender.outbox.indexes()], [3]);
});

test("whatever happens, nothing is lost, nothing overtakes, and the sums of what waits stay right", () => {
  const step = fc.oneof(
    fc.constant("push" as const),
    fc.constant("ack" as const),
    fc.constant("refuse" as const),
    fc.constant("wake" as const),
    fc.constant("drop" as const),
    fc.constant("connect" as const),
    fc.constant("tick" as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (steps, windowEvents) => {
      const sender = new Sender(windowEvents);
      /** What the peer reads, in order; a refusal makes it skip all until it sees that event again. */
      const taken: number[] = [];
      let awaited = -1;
      let next = 0;
      const toRead = (): number | undefined => sender.written.shift();
      for (const one of steps) {
        if (one === "push") sender.push(next++);
        else if (one === "drop") {
          sender.connected = false;
          sender.written.length = 0; // what was on its way is lost
        } else if (one === "connect" && !sender.connected) {
          sender.connected = true;
          awaited = -1;
          sender.outbox.reconnected();
        } else if (one === "wake") sender.outbox.wake();
        else if (one === "tick" && sender.ticker.tick < 15) sender.ticks(1);
        else if (one === "ack" || one === "refuse") {
          const index = toRead();
          if (index === undefined) continue;
          if (awaited >= 0 && index !== awaited && !taken.includes(index)) continue;
          if (one === "refuse" && !taken.includes(index)) {
            awaited = index;
            sender.outbox.refusedForNow(index, 0);
            continue;
          }
          if (index === awaited) awaited = -1;
          if (!taken.includes(index)) taken.push(index);
          sender.outbox.acked(index);
        }
      }
      assert.deepEqual(
        taken,
        taken.map((_, i) => i),
        "in order, none left out",
      );
      const owed = [...sender.outbox.indexes()];
      assert.deepEqual(
        owed.filter((index) => !taken.includes(index)),
        Array.from({ length: next - taken.length }, (_, i) => taken.length + i),
      );
      sender.outbox.giveUpAll("end");
      assert.deepEqual([sender.outbox.size, sender.outbox.waitingBytes], [0, 0]);
    }),
    { numRuns: 500 },
  );
});

test("an event under an id that waits for its ack is sent when that one is settled, and nothing is lost count of", () => {
  const sender = new Sender();
  sender.push(1, 1, 2, 1);
  assert.deepEqual([sender.written, sender.outbox.waitingBytes], [[1, 2], 0]);
  for (let copy = 0; copy < 3; copy++) assert.equal(sender.outbox.acked(1), true);
  assert.equal(sender.outbox.acked(1), false);
  assert.deepEqual([sender.written, [...sender.outbox.indexes()], sender.retried], [[1, 2, 1, 1], [2], []]);
});

test("its owner is told of each attempt that was not acknowledged in time", () => {
  const sender = new Sender();
  sender.push(1, 2);
  sender.ticks(5);
  assert.deepEqual([sender.overdueCount, sender.retried], [2, [1, 2]]);
});

test("an event that was never sent can be neither acknowledged nor refused", () => {
  const sender = new Sender(1);
  sender.push(1, 2);
  assert.equal(sender.outbox.acked(2), false);
  assert.equal(sender.outbox.giveUp(2, "no"), false);
  sender.outbox.acked(1);
  assert.deepEqual([sender.written, sender.outbox.acked(2), sender.outbox.size], [[1, 2], true, 0]);
});

test("no peer can ask for a wait that is longer than the longest of the backoff", () => {
  const sender = new Sender();
  sender.push(1);
  sender.outbox.refusedForNow(1, 1e308);
  assert.deepEqual(sender.waitsMs, [60_000]);
});

test("what waits behind a namesake is counted, with its bytes", () => {
  const sender = new Sender();
  sender.push(1, 1, 1, 2);
  const held = () => [[...sender.outbox.indexes()], sender.outbox.size, sender.outbox.heldBytes];
  assert.deepEqual(held(), [[1, 1, 1, 2], 4, 40]);
  sender.outbox.acked(1);
  assert.deepEqual(held(), [[2, 1, 1], 3, 30]);
  sender.outbox.giveUpAll("away");
  assert.deepEqual([held(), sender.givenUp.length], [[[], 0, 0], 3]);
});
