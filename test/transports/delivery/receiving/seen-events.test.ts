import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WARM_UP_FIRST_INDEX } from "../../../../src/events/id.js";
import { SeenByClient, SeenEvents } from "../../../../src/transports/delivery/receiving/seen-events.js";

test("an event was seen from the first time on, and asking for it changes nothing", () => {
  const index = fc.oneof(
    fc.nat(3000),
    fc.nat(3000).map((i) => WARM_UP_FIRST_INDEX + i),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(index, fc.boolean())), (steps) => {
      const seen = new SeenEvents();
      const model = new Set<number>();
      for (const [event, isAsked] of steps) {
        assert.equal(isAsked ? seen.has(event) : seen.seenBefore(event), model.has(event));
        if (!isAsked) model.add(event);
      }
    }),
  );
});

test("clients share arrays and nothing else: what one has had, no other has", () => {
  const client = fc.nat(4);
  // Pages of many thousand events, so that they do not fit into one array.
  const index = fc.nat(2_000).map((i) => i * 1_024);
  fc.assert(
    fc.property(fc.array(fc.tuple(client, index), { maxLength: 1_500 }), (steps) => {
      const seen = new SeenByClient();
      const model = new Set<string>();
      for (const [one, event] of steps) {
        assert.equal(seen.has(one, event), model.has(`${one} ${event}`));
        seen.add(one, event);
        model.add(`${one} ${event}`);
      }
      for (const key of model) assert.ok(seen.has(...(key.split(" ").map(Number) as [number, number])));
    }),
    { numRuns: 20 },
  );
});
