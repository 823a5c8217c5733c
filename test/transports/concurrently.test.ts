import assert from "node:assert/strict";
import { test } from "node:test";
import { concurrently } from "../../src/transports/concurrently.js";

test("every item is done once, never more at a time than allowed", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await concurrently(3, [...Array(20).keys()], async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(item);
  });
  assert.deepEqual(
    done.sort((a, b) => a - b),
    [...Array(20).keys()],
  );
  assert.equal(most, 3);
});

test("the first error is the one that is thrown, and nothing more is begun", async () => {
  const begun: number[] = [];
  await assert.rejects(
    concurrently(2, [...Array(20).keys()], async (item) => {
      begun.push(item);
      await new Promise(setImmediate);
      if (item === 3) throw new Error("the third");
    }),
    /the third/,
  );
  const begunAtFailure = begun.length;
  assert.ok(begunAtFailure <= 5, `${begunAtFailure} were begun`);
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  assert.equal(begun.length, begunAtFailure);
});

test("no items is done at once", () => concurrently(4, [], () => Promise.reject(new Error("never called"))));
