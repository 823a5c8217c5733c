import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeEnvelope, indexOfEnvelope, parseEnvelope, typeOfEnvelope } from "../../src/events/envelope.js";

test("an envelope has its members in a fixed order, and a time on the schedule's own clock", () => {
  assert.equal(
    encodeEnvelope(42, "chat.message", 105.9e6, '{"text":"hi"}').toString(),
    '{"id":"evt_0000000042","type":"chat.message","timestamp":"2026-01-01T00:00:00.105Z","data":{"text":"hi"}}',
  );
});

test("its number is read from the raw bytes, wherever it starts, without parsing", () => {
  const envelope = encodeEnvelope(1_000_000_042, "trade", 0, "1");
  assert.equal(indexOfEnvelope(envelope), 1_000_000_042);
  assert.equal(indexOfEnvelope(Buffer.concat([Buffer.from("head"), envelope]), 4), 1_000_000_042);
  for (const bytes of ["", "{", '{"ack":"evt_0000000042"}', "x".repeat(100)]) {
    assert.equal(indexOfEnvelope(Buffer.from(bytes)), -1, bytes);
  }
});

test("what is cut short, garbled or no envelope of ours has no number, whatever its id", () => {
  const envelope = encodeEnvelope(42, "trade", 0, '{"price":1}');
  // Where a brace of the data is the last byte that came, only its bytes tell (see genuine-deliveries.ts).
  for (let end = 0; end < envelope.length - 1; end++)
    assert.equal(indexOfEnvelope(envelope.subarray(0, end)), -1, `${end}`);
  const text = envelope.toString();
  for (const other of [
    `${text.slice(0, 22)},garbage`,
    text.replace("{", "["),
    text.replace("2026-01-01T00:00:00.000Z", "t"),
    text.replace('"data"', '"rest"'),
    text.replace('"type"', '"kind"'),
    text.replace('"timestamp"', '"at"'),
    text.replace("trade", "t".repeat(100_000)),
    '{"id":"evt_0000000042","error":"not now","retryAfterSeconds":1}',
  ])
    assert.equal(indexOfEnvelope(Buffer.from(other)), -1, other.slice(0, 100));
});

test("parsing gives back what was encoded and refuses anything that is not an envelope", () => {
  const { id, type, timestamp, data } = parseEnvelope(encodeEnvelope(7, "trade", 2e9, "[1,2]").toString());
  assert.deepEqual([id, type, timestamp, data], ["evt_0000000007", "trade", "2026-01-01T00:00:02.000Z", [1, 2]]);
  const whole = '"id":"evt_0000000007","type":"t","timestamp":"2026-01-01T00:00:00.000Z"';
  for (const text of [
    "",
    "null",
    "7",
    "[]",
    "{}",
    `{${whole}}`,
    `{${whole},"data":}`,
    '{"id":7,"type":"t","data":1}',
  ]) {
    assert.throws(() => parseEnvelope(text), Error, text);
  }
});

test("its type is read in place where it is spelled as ours, and parsed elsewhere", () => {
  const ours = encodeEnvelope(42, "order.paid", 0, '{"price":1}');
  const other = Buffer.from(JSON.stringify(JSON.parse(ours.toString()), null, 1));
  const escaped = Buffer.from(ours.toString().replace("order", "ord\\u0065r"));
  for (const bytes of [ours, other]) assert.equal(typeOfEnvelope(bytes), "order.paid");
  assert.equal(typeOfEnvelope(escaped), "ord\\u0065r.paid"); // as its sender spells it: a key, and no more
  assert.equal(typeOfEnvelope(encodeEnvelope(7, "x", 0, "1")), "x");
});
