import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WARM_UP_FIRST_INDEX } from "../../../../src/events/id.js";
import { SeenEvents } from "../../../../src/transports/delivery/receiving/seen-events.js";

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
