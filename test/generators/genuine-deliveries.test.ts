/** What an own relay delivers is the event that was sent, or it is no delivery. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WARM_UP_FIRST_INDEX } from "../../src/events/id.js";
import { encodeEvent } from "../../src/events/templates.js";
import { comparedWithSent } from "../../src/generators/genuine-deliveries.js";
import { withSequence } from "../../src/transports/websocket/messages.js";

const source = { template: "chat-message", seed: 7 } as const;
const sizes = [80, 300, 1000];
const schedule = {
  dueNs: Float64Array.from([0, 1e6, 2e6, 3e6]),
  payloadBytes: Int32Array.from(sizes),
  sender: Int32Array.from([3, 1, 0, 2]),
};
const { isGenuine, sentEvent, senderOf } = comparedWithSent(() => ({
  source,
  schedules: { measured: schedule, warmUp: schedule },
}));

/** As its sender encodes it, said apart from what the generator does. */
const sent = (event: number, index = event): Buffer =>
  encodeEvent(source.template, source.seed, { index, dueNs: event * 1e6, bytes: sizes[event % sizes.length]! });

test("the event is genuine, with its number in the room or without, warm-up or measured", () => {
  for (const event of [0, 1, 2, 3]) {
    assert.ok(isGenuine(event, sent(event)));
    assert.deepEqual(sentEvent(event), sent(event));
    assert.ok(isGenuine(event, withSequence(sent(event), 12_345)));
    const index = WARM_UP_FIRST_INDEX + event;
    assert.ok(isGenuine(index, sent(event, index)));
  }
});

test("each event has its sender, and one that nobody sends has none", () => {
  for (const first of [0, WARM_UP_FIRST_INDEX]) {
    assert.deepEqual(
      [0, 1, 2, 3].map((event) => senderOf(first + event)),
      [3, 1, 0, 2],
    );
    assert.equal(senderOf(first + 4), undefined);
  }
});

test("whatever else is not: a changed byte, a cut, another event's bytes, more than a number behind it", () => {
  const bytes = sent(1);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ change;
      assert.ok(!isGenuine(1, changed));
      assert.ok(!isGenuine(1, bytes.subarray(0, at)));
    }),
    { seed: 1 },
  );
  assert.ok(!isGenuine(1, sent(2)));
  for (const more of [',"seq":1,"x":2}', ',"seq":x}', ',"seq":}', " }", `,"seq":${"1".repeat(100)}}`])
    assert.ok(!isGenuine(1, Buffer.from(bytes.toString().slice(0, -1) + more)), more);
});
