import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closePayload,
  encodeFrame,
  isCloseCode,
  PING,
  PONG,
  TEXT,
} from "../../../src/transports/websocket/frames.js";

const hex = (text: string) => text.replaceAll(" ", "");
/** The mask key whose bytes on the wire are these. */
const keyOf = (bytes: number[]): number => new Int32Array(Uint8Array.from(bytes).buffer)[0]!;
const RFC_KEY = keyOf([0x37, 0xfa, 0x21, 0x3d]);

test("the examples of RFC 6455 section 5.7 are encoded byte for byte", () => {
  const hello = Buffer.from("Hello");
  assert.equal(encodeFrame(TEXT, hello).toString("hex"), hex("81 05 48 65 6c 6c 6f"));
  assert.equal(encodeFrame(TEXT, hello, { maskKey: RFC_KEY }).toString("hex"), hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"));
  assert.equal(encodeFrame(TEXT, Buffer.from("Hel"), { fin: false }).toString("hex"), hex("01 03 48 65 6c"));
  assert.equal(encodeFrame(CONTINUATION, Buffer.from("lo")).toString("hex"), hex("80 02 6c 6f"));
  assert.equal(encodeFrame(PING, hello).toString("hex"), hex("89 05 48 65 6c 6c 6f"));
  assert.equal(encodeFrame(PONG, hello, { maskKey: RFC_KEY }).toString("hex"), hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"));
  assert.equal(encodeFrame(BINARY, Buffer.alloc(256)).subarray(0, 4).toString("hex"), hex("82 7e 01 00"));
  assert.equal(
    encodeFrame(BINARY, Buffer.alloc(65_536)).subarray(0, 10).toString("hex"),
    hex("82 7f 0000000000010000"),
  );
});

for (const [payloadBytes, head] of [
  [0, "81 80"],
  [125, "81 fd"],
  [126, "81 fe 007e"],
  [65_535, "81 fe ffff"],
  [65_536, "81 ff 0000000000010000"],
] as const) {
  test(`a masked frame of ${payloadBytes} bytes has the shortest head there is`, () => {
    const frame = encodeFrame(TEXT, Buffer.alloc(payloadBytes, "x"), { maskKey: RFC_KEY });
    assert.equal(frame.length, hex(head).length / 2 + 4 + payloadBytes);
    assert.ok(frame.toString("hex").startsWith(`${hex(head)}37fa213d`));
  });
}

test("masking is the byte-wise exclusive or of section 5.3, whatever the length and the key", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 4, maxLength: 4 }), (payload, key) => {
      const frame = encodeFrame(BINARY, payload, { maskKey: keyOf([...key]) });
      const headBytes = payload.length < 126 ? 2 : 4;
      assert.deepEqual([...frame.subarray(headBytes, headBytes + 4)], [...key]);
      const unmasked = [...frame.subarray(headBytes + 4)].map((byte, i) => byte ^ key[i % 4]!);
      assert.deepEqual(unmasked, [...payload]);
    }),
  );
});

test("the payload that was passed in stays as it was", () => {
  const payload = Buffer.from("unchanged");
  encodeFrame(TEXT, payload, { maskKey: RFC_KEY });
  assert.equal(payload.toString(), "unchanged");
});

test("RSV1 marks a compressed message", () => {
  assert.equal(encodeFrame(TEXT, Buffer.alloc(0), { rsv1: true })[0], 0xc1);
});

test("a close frame's payload is the code and the reason", () => {
  assert.equal(encodeFrame(CLOSE, closePayload(1001, "bye")).toString("hex"), hex("88 05 03e9 627965"));
});

test("only the codes of section 7.4 that may be sent are close codes", () => {
  const codes = Array.from({ length: 6000 }, (_, code) => code).filter(isCloseCode);
  const registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
  assert.deepEqual(codes, [...registered, ...Array.from({ length: 2000 }, (_, i) => 3000 + i)]);
});
