import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEnvelope, indexOfEnvelope } from "../../../src/events/envelope.js";
import { FrameParser } from "../../../src/transports/websocket/frame-parser.js";
import { TEXT } from "../../../src/transports/websocket/frames.js";
import {
  decodeRefusal,
  encodeAck,
  encodeError,
  encodeGap,
  encodeRefusal,
  indexOfAck,
  isAck,
  isError,
  isGap,
  maskedAckFrame,
  sequenceOf,
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
  assert.deepEqual([event, ack, error].map(isAck), [false, true, false]);
  assert.deepEqual([event, ack, error].map(isError), [false, false, true]);
  assert.deepEqual(JSON.parse(error.toString()), { error: 'no "thanks"' });
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
  for (const refusal of refusals) {
    const encoded = Buffer.from(encodeRefusal(refusal));
    assert.ok(isError(encoded));
    assert.deepEqual(decodeRefusal(encoded), refusal);
  }
  for (const other of [encodeError("no event"), '{"error":"x","id":"msg_1"}', "{", '{"id":"evt_0000000001"}', "null"])
    assert.equal(decodeRefusal(Buffer.from(other)), undefined, other);
});

test("a gap is told apart from everything else", () => {
  const gap = Buffer.from(encodeGap(12));
  assert.deepEqual([isGap(gap), isAck(gap), isError(gap), indexOfEnvelope(gap)], [true, false, false, -1]);
  assert.deepEqual(JSON.parse(gap.toString()), { gap: 12 });
});
