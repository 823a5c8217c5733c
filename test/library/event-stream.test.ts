import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../src/bench/run-events.js";
import { EventStream } from "../../src/library/event-stream.js";

const started = (round: number): RunEvent => ({ type: "round-started", round });
const numbers = (events: RunEvent[]): number[] => events.flatMap((event) => ("round" in event ? [event.round] : []));

async function readAll(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const read: RunEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}

test("whoever begins to read late, even after the end, gets every event in order", async () => {
  const stream = new EventStream();
  for (const round of [1, 2, 3]) stream.listener(started(round));
  stream.end();
  stream.listener(started(4));
  stream.end();
  assert.deepEqual(numbers(await readAll(stream.read(Promise.resolve()))), [1, 2, 3]);
});

test("whoever waits gets each event as it is told, and the end", async () => {
  const stream = new EventStream();
  const events = stream.read(Promise.resolve());
  const first = events.next();
  stream.listener(started(1));
  assert.deepEqual(await first, { done: false, value: started(1) });
  const last = events.next();
  stream.end();
  assert.deepEqual(await last, { done: true, value: undefined });
});

test("a run that cannot begin throws where its events are read, and nowhere else", async () => {
  const stream = new EventStream();
  const outcome = Promise.reject(new Error("no such scenario"));
  const events = stream.read(outcome);
  const read = readAll(events);
  stream.end();
  await assert.rejects(read, /no such scenario/);
});

test("whoever reads far too slowly is told so and has no gap; the run notices nothing", async () => {
  const stream = new EventStream(3);
  for (const round of [1, 2, 3, 4, 5]) stream.listener(started(round));
  await assert.rejects(readAll(stream.read(Promise.resolve())), /were not read in time/);
  stream.end();
});

test("whoever has read enough leaves, and nothing is kept for it", async () => {
  const stream = new EventStream(1);
  stream.listener(started(1));
  for await (const event of stream.read(Promise.resolve())) {
    assert.deepEqual(event, started(1));
    break;
  }
  for (const round of [2, 3, 4]) stream.listener(started(round));
  stream.end();
});
