import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEnvelope, indexOfEnvelope } from "../../../src/events/envelope.js";
import { FrameParser } from "../../../src/transports/websocket/frame-parser.js";
import { TEXT } from "../../../src/transports/websocket/frames.js";
import {
  encodeAck,
  encodeError,
  encodeGap,
  encodeRefusal,
  indexOfAck,
  isEventLike,
  maskedAckFrame,
  sequenceOf,
  understand,
  withSequence,
} from "../../../src/transports/websocket/messages.js";

test("an ack frame made from the template is the ack of its event", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (index) => {
      const messages: [number, string][] = [];
      new FrameParser({
        masked: true,
        maxPayloadBytes: 100,
        onMessage: (opcode, payload) => messages.push([opcode, payload.toString()]),
      }).push(maskedAckFrame(index));
      assert.deepEqual(messages, [[TEXT, `{"ack":"evt_${String(index).padStart(10, "0")}"}`]]);
      assert.equal(indexOfAck(Buffer.from(messages[0]![1])), index);
    }),
  );
});

test("events, acks and errors are told apart by their third byte", () => {
  const event = encodeEnvelope(7, "chat.message", 0, "{}");
  const ack = Buffer.from(encodeAck(7));
  const error = Buffer.from(encodeError('no "thanks"'));
  assert.deepEqual([event, ack, error].map(isEventLike), [true, false, false]);
  assert.deepEqual([event, ack, error].map(indexOfAck), [-1, 7, -1]);
  assert.deepEqual(JSON.parse(error.toString()), { error: 'no "thanks"' });
});

// The oracle is JSON itself: what a parser makes the same of is the same message.
const spelled = fc.tuple(fc.nat(2 ** 31 - 1), fc.constantFrom("", " ", "\n\t"), fc.boolean(), fc.boolean());
test("an ack is understood in every spelling of JSON", () => {
  fc.assert(
    fc.property(spelled, ([index, blank, escaped, extended]) => {
      const id = encodeAck(index).slice(8, -2);
      const value = escaped ? [...id].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("") : id;
      const more = extended ? `${blank}"ok"${blank}:${blank}true${blank},` : "";
      const text = `${blank}{${more}${blank}"ack"${blank}:${blank}"${value}"${blank}}${blank}`;
      assert.deepEqual(JSON.parse(text).ack, id);
      assert.deepEqual(understand(Buffer.from(text)), { kind: "ack", index });
    }),
    { seed: 1 },
  );
});

test("what is no message of ours is understood as none", () => {
  const spellings: [string, string | undefined][] = [
    ['{"gap": 7}', "gap"],
    ['{ "error": "no" }', "error"],
    ['{"id": "evt_0000000001", "type": "t"}', "event"],
    ['{"hello":"world"}', undefined],
    ["[]", undefined],
    ["7", undefined],
    ["null", undefined],
    ['{"ack"', undefined],
    [`{"ack":"evt_0000000001","filler":"${"x".repeat(5000)}"}`, undefined],
  ];
  for (const [text, kind] of spellings) assert.equal(understand(Buffer.from(text))?.kind, kind, text.slice(0, 80));
  assert.deepEqual(understand(Buffer.from('{"ack": 7}')), { kind: "ack", index: -1 });
});

for (const notAck of [
  "",
  '{"ack":"evt_00000000"}',
  '{"ack":"evt_000000000x"}',
  '{"ack":"evt_0000000001","x":1}',
  '{"id":"evt_0000000001"}  ',
]) {
  test(`${notAck || "an empty message"} is not an ack`, () => assert.equal(indexOfAck(Buffer.from(notAck)), -1));
}

test("an event's number stands last, is read back, and leaves the event what it was", () => {
  fc.assert(
    fc.property(fc.nat(), fc.json(), fc.integer({ min: 1, max: 2 ** 45 }), (index, data, seq) => {
      const body = encodeEnvelope(index, "test", 0, data);
      const numbered = withSequence(body, seq);
      assert.equal(sequenceOf(numbered), seq);
      assert.deepEqual(JSON.parse(numbered.toString()), { ...JSON.parse(body.toString()), seq });
      assert.equal(indexOfEnvelope(numbered), index);
    }),
  );
});

test("an event that brings a number of its own gets another behind it; space at its end does not hurt", () => {
  const numbered = withSequence(Buffer.from('{"id":"evt_0000000001","seq":5} \n'), 9);
  assert.equal(sequenceOf(numbered), 9);
  assert.equal(JSON.parse(numbered.toString()).seq, 9);
});

for (const text of ["", "}", "17}", '"seq":17}', ',"sek":17}', '{"id":"evt_0000000001","data":{}}', '{"seq":17}']) {
  test(`no number is read from ${text || "nothing"}`, () => assert.equal(sequenceOf(Buffer.from(text)), 0));
}

test("refusals say which event, and whether and when to send it again", () => {
  const refusals = [
    { index: 7, reason: "no" },
    { index: 7, reason: "not now", retryAfterSeconds: null },
    { index: 7, reason: "later", retryAfterSeconds: 1.5 },
  ];
  for (const refusal of refusals)
    assert.deepEqual(understand(Buffer.from(encodeRefusal(refusal))), { kind: "refusal", refusal });
  for (const other of [encodeError("no event"), '{"error":"x","id":"msg_1"}'])
    assert.equal(understand(Buffer.from(other))?.kind, "error", other);
});

test("a refusal that asks for another attempt at a time that is none leaves the time to the sender", () => {
  for (const time of ['"soon"', "-1", "{}"]) {
    const text = `{"id":"evt_0000000007","error":"busy","retryAfterSeconds":${time}}`;
    const refusal = { index: 7, reason: "busy", retryAfterSeconds: null };
    assert.deepEqual(understand(Buffer.from(text)), { kind: "refusal", refusal }, text);
  }
});

test("a gap is told apart from everything else", () => {
  const gap = Buffer.from(encodeGap(12));
  assert.deepEqual([understand(gap), indexOfAck(gap), indexOfEnvelope(gap)], [{ kind: "gap" }, -1, -1]);
  assert.deepEqual(JSON.parse(gap.toString()), { gap: 12 });
});
