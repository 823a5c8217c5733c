import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sliceOrders, startOrder } from "../../src/bench/slice-order.js";
import { seededRandom } from "../../src/random.js";

const anyOrders = fc.record({
  approaches: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(),
});

test("every block gives every approach one slice, and every approach stands equally often in every position", () => {
  fc.assert(
    fc.property(anyOrders, ({ approaches, groups, seed }) => {
      const orders = sliceOrders(approaches, approaches * groups, seededRandom(seed, "order"));
      assert.equal(orders.length, approaches * groups);
      const counts = new Map<string, number>();
      for (const order of orders) {
        assert.deepEqual(
          [...order].sort(),
          Array.from({ length: approaches }, (_, i) => i),
        );
        for (const [position, which] of order.entries())
          counts.set(`${which}@${position}`, (counts.get(`${which}@${position}`) ?? 0) + 1);
      }
      assert.equal(counts.size, approaches ** 2);
      for (const count of counts.values()) assert.equal(count, groups);
    }),
  );
});

test("the order is drawn: both orders of two approaches come first about equally often over seeds", () => {
  let first = 0;
  for (let seed = 0; seed < 1_000; seed++) first += sliceOrders(2, 1, seededRandom(seed, "order"))[0]![0]!;
  assert.ok(first > 430 && first < 570, `approach 1 came first ${first} times of 1000`); // ±4.4 standard deviations
});

test("the same seed gives the same order", () => {
  assert.deepEqual(sliceOrders(3, 7, seededRandom(5, "order")), sliceOrders(3, 7, seededRandom(5, "order")));
});

test("every approach is started first in one of as many rounds, in an order of its own for each seed", () => {
  const firsts = (seed: number) => [1, 2, 3, 4].map((round) => startOrder(4, round, seed)[0]!);
  for (let seed = 0; seed < 50; seed++) assert.deepEqual(firsts(seed).sort(), [0, 1, 2, 3]);
  assert.ok(new Set(Array.from({ length: 50 }, (_, seed) => firsts(seed).join())).size > 10);
});
