import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Candidate, choose, ratioOf } from "../../src/advise/choice.js";
import { meetings } from "../../src/advise/meeting.js";

const around = (cost: number): number[] => [0.97, 0.98, 0.99, 1.01, 1.02, 1.03].map((noise) => cost * noise);
const wide = (cost: number): number[] => [0.5, 1.7, 0.8, 1.2, 2, 0.6].map((noise) => cost * noise);

const one = (approach: string, costs: Candidate["costs"], bend: Partial<Candidate> = {}): Candidate => ({
  ...{ approach, costs, meeting: "meets" },
  ...bend,
});

test("the surely cheapest of those that keep to what is asked for is taken", () => {
  assert.deepEqual(choose([one("a", around(2)), one("b", around(1)), one("c", around(3))]), {
    ...{ kind: "take", approach: "b", because: "it is surely the cheapest" },
  });
});

test("one that misses or is ruled out is no choice, however cheap it is", () => {
  const cheap = one("cheap", around(0.1), { meeting: "misses" });
  const out = one("out", around(0.2), { ruledOut: "no address" });
  assert.deepEqual(choose([cheap, out, one("a", around(1))]), {
    ...{ kind: "take", approach: "a", because: "no other one is left" },
  });
  assert.deepEqual(choose([cheap, out]), { kind: "none meets" });
});

test("an interval that contains 1 decides nothing, and neither do five rounds", () => {
  const undecided = choose([one("a", around(1)), one("b", wide(1.05))]);
  assert.deepEqual(undecided, { kind: "cannot tell", between: ["a", "b"], because: "interval" });
  const few = choose([one("a", around(1).slice(1)), one("b", around(9).slice(1))]);
  assert.equal(few.kind, "cannot tell");
});

test("where nobody knows who keeps to it, nothing is taken; a cheaper one of that kind stands in the way", () => {
  const open = one("open", around(1), { meeting: "cannot tell" });
  assert.deepEqual(choose([open]), { kind: "cannot tell", between: ["open"], because: "objective" });
  assert.deepEqual(choose([open, one("a", around(2))]), {
    ...{ kind: "cannot tell", between: ["a", "open"], because: "cheaper-but-unknown" },
  });
  assert.equal(choose([open, one("a", around(0.5))]).kind, "take", "a dearer one does not");
});

test("a cost that was not measured is neither cheaper nor dearer", () => {
  assert.equal(choose([one("a", around(1)), one("b", new Array(6).fill(undefined))]).kind, "cannot tell");
  assert.deepEqual(choose([]), { kind: "not known" });
});

const candidate = fc.record({
  scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
  costs: fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 }),
  meeting: fc.constantFrom(...meetings),
  isOut: fc.boolean(),
});

test("what is taken keeps to the objectives and is surely cheaper than everything else that might; the order is no matter", () => {
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 4 }), (drawn) => {
      const all = drawn.map(({ scale, costs, meeting, isOut }, i) =>
        one(
          `approach-${i}`,
          costs.map((cost) => cost * scale),
          { meeting, ...(isOut && { ruledOut: "no address" }) },
        ),
      );
      const choice = choose(all);
      const mirrored = choose([...all].reverse());
      assert.equal(mirrored.kind, choice.kind);
      if (choice.kind !== "take" || mirrored.kind !== "take") return;
      assert.equal(mirrored.approach, choice.approach);
      const taken = all.find(({ approach }) => approach === choice.approach)!;
      assert.ok(taken.meeting === "meets" && taken.ruledOut === undefined);
      const others = all.filter((it) => it !== taken && it.meeting !== "misses" && it.ruledOut === undefined);
      for (const other of others) assert.ok(ratioOf(taken, other).high! < 1);
    }),
  );
});
