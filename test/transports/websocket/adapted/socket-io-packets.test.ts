import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DISCONNECT,
  encodeAck,
  encodeConnect,
  encodeEmission,
  numberIn,
  PONG,
  pingTimesMs,
} from "../../../../src/transports/websocket/adapted/socket-io/packets.js";

test("packets are spelled as the protocols' documents spell them", () => {
  assert.equal(encodeConnect(), "40");
  assert.equal(encodeConnect('{"token":"123"}'), '40{"token":"123"}');
  assert.equal(encodeEmission('["hello",1]'), '42["hello",1]');
  assert.equal(encodeEmission('["foo"]', 12), '4212["foo"]');
  assert.equal(encodeAck(13), "4313[]");
  assert.deepEqual([DISCONNECT, PONG], ["41", "3"]);
});

test("an event's or an ack's number is read as it was written, whatever follows", () => {
  fc.assert(
    fc.property(fc.option(fc.nat(), { nil: undefined }), fc.json(), (ackId, value) => {
      const json = `["message",${value}]`;
      const packet = Buffer.from(encodeEmission(json, ackId));
      const { ackId: read, at } = numberIn(packet);
      assert.equal(read, ackId);
      assert.equal(packet.toString("utf8", at), json);
    }),
  );
  for (const packet of ["43", "43[]", "43x", `43${"9".repeat(400)}[]`])
    assert.equal(numberIn(Buffer.from(packet)).ackId, undefined);
});

test("an open packet says how often the server pings, and nothing else does", () => {
  assert.deepEqual(pingTimesMs(Buffer.from('0{"sid":"a","pingInterval":25000,"pingTimeout":20000}')), {
    pingInterval: 25000,
    pingTimeout: 20000,
  });
  for (const packet of ["0", "0null", "0[]", "0{}", '0{"pingInterval":1}', '0{"pingInterval":"1","pingTimeout":2}'])
    assert.equal(pingTimesMs(Buffer.from(packet)), undefined, packet);
});
