import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { FrameParser } from "../../../src/transports/websocket/frame-parser.js";
import { TEXT } from "../../../src/transports/websocket/frames.js";
import {
  encodeAck,
  encodeError,
  indexOfAck,
  isAck,
  isError,
  maskedAckFrame,
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
