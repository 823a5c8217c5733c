import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { connectStages } from "../../src/bench/connect-stages.js";

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test("every client connects once, by the generator that plays it, in stages of about the same size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 700 }), fc.integer({ min: 1, max: 4 }), (clients, generators) => {
      const edge = (g: number): number => Math.floor((clients * g) / generators);
      const segments = range(0, generators).map((g) => range(edge(g), edge(g + 1)));
      const stages = connectStages(segments);
      assert.equal(stages.length, 5);
      for (const [g, own] of segments.entries())
        assert.deepEqual(
          stages.flatMap((stage) => stage[g]!),
          own,
        );
      const sizes = stages.map((stage) => stage.flat().length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= generators, `${sizes}`);
    }),
  );
});

test("few clients connect at once: what a stage of them adds could not be seen", () => {
  assert.deepEqual(connectStages([range(0, 20), range(20, 49)]), [[range(0, 20), range(20, 49)]]);
});
