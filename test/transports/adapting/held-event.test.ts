import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEvent } from "../../../src/events/templates.js";
import { holdsEvent } from "../../../src/transports/adapting/held-event.js";
import { Template } from "../../../src/transports/adapting/template.js";

const eventOf = (index: number): Buffer => encodeEvent("payment", 1, { index, dueNs: 105e6, bytes: 600 });
const event = eventOf(42);
const filling = { index: 42, client: 99, room: 3, event };
const envelope = new Template("{{event}}");
const holds = (received: string, message = envelope): boolean => holdsEvent(Buffer.from(received), message, filling);

test("an envelope may be wrapped, written anew or escaped into a text, but not changed", () => {
  const value = JSON.parse(event.toString());
  for (const good of [
    event.toString(),
    `message from 7: ${event}`,
    `{"from":7,"event":${event}}`,
    JSON.stringify({ from: 7, events: [value] }, null, 2),
    JSON.stringify({ text: event.toString() }),
    JSON.stringify(["message", event.toString()]),
  ]) {
    assert.ok(holds(good), good.slice(0, 80));
  }
  for (const bad of [
    "",
    "null",
    event.subarray(0, -1).toString(),
    eventOf(43).toString(),
    JSON.stringify({ ...value, data: 1 }),
    JSON.stringify({ text: event.toString().slice(1) }),
    event.toString().replace("payment", "paymemt"),
  ]) {
    assert.ok(!holds(bad), bad.slice(0, 80));
  }
});

test("of a message of the user's own, id and filler must be there, whoever sent it", () => {
  const message = new Template('{"user":{{client}},"text":"{{id}} {{filler}}"}');
  const sent = message.render({ ...filling, client: 7 });
  const { text } = JSON.parse(sent) as { text: string };
  assert.ok(holds(sent, message));
  assert.ok(holds(JSON.stringify({ from: "ada", text }, null, 1), message), "taken apart");
  assert.ok(!holds(text.slice(0, -3), message), "cut");
  assert.ok(!holds(text.replace("evt_0000000042", "evt_0000000043"), message));
  assert.ok(!holds(text.slice(0, 15), message), "only the id");
  assert.ok(!holds(message.render({ ...filling, index: 43 }), message));
});

test("JSON that is nested without end is not followed", () => {
  const deep = 100_000;
  assert.ok(!holds("[".repeat(deep) + "]".repeat(deep)));
});

test("wherever it stands in a message, the event is found, and no changed byte of it goes unnoticed", () => {
  const wrapped = (value: unknown): fc.Arbitrary<unknown> =>
    fc.letrec((tie) => ({
      inside: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constant(value),
        fc.tuple(fc.jsonValue({ maxDepth: 1 }), tie("inside")),
        fc.tuple(fc.string(), tie("inside")).map(([key, inner]) => ({ [`a${key}`]: inner })),
      ),
    })).inside;
  const text = event.toString();
  fc.assert(
    fc.property(fc.oneof(wrapped(JSON.parse(text)), wrapped(text)), fc.nat({ max: 3 }), (value, indent) => {
      assert.ok(holds(JSON.stringify(value, null, indent)));
    }),
  );
  fc.assert(
    fc.property(fc.nat({ max: event.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
      const changed = Buffer.from(event);
      changed[at] = changed[at]! ^ difference;
      assert.ok(!holdsEvent(changed, envelope, filling), `byte ${at}`);
      assert.ok(!holds(JSON.stringify({ text: changed.toString() })), `byte ${at} of a text`);
    }),
  );
});
