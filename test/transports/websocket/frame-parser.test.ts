import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { deflate, inflate } from "../../../src/transports/websocket/deflate.js";
import { FrameParser, type FrameParserOptions } from "../../../src/transports/websocket/frame-parser.js";
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closePayload,
  encodeFrame,
  PING,
  PONG,
  TEXT,
} from "../../../src/transports/websocket/frames.js";

type Message = { opcode: number; payload: string };

/** Feeds a parser and copies what it reports, as a user of it must. */
function read(chunks: Buffer[], options: Partial<FrameParserOptions> = {}) {
  const messages: Message[] = [];
  const parser = new FrameParser({
    masked: false,
    maxPayloadBytes: 1000,
    onMessage: (opcode, payload) => messages.push({ opcode, payload: payload.toString("latin1") }),
    ...options,
  });
  let violation: ReturnType<FrameParser["push"]>;
  for (const chunk of chunks) violation = parser.push(chunk);
  return { messages, violation };
}

const text = (payload: string, fin = true) => encodeFrame(TEXT, Buffer.from(payload, "latin1"), { fin });
const more = (payload: string, fin: boolean) => encodeFrame(CONTINUATION, Buffer.from(payload, "latin1"), { fin });

test("a whole frame inside a chunk is a view of it, not a copy", () => {
  const chunk = Buffer.concat([text("first"), text("second")]);
  const views: Buffer[] = [];
  new FrameParser({ masked: false, maxPayloadBytes: 100, onMessage: (_, payload) => views.push(payload) }).push(chunk);
  assert.deepEqual(views.map(String), ["first", "second"]);
  for (const view of views) assert.equal(view.buffer, chunk.buffer);
});

test("an incomplete frame survives the reuse of the buffer that it came in", () => {
  const frame = text("kept although overwritten");
  const shared = Buffer.alloc(64);
  const messages: string[] = [];
  const parser = new FrameParser({
    masked: false,
    maxPayloadBytes: 100,
    onMessage: (_, payload) => messages.push(`${payload}`),
  });
  for (const part of [frame.subarray(0, 9), frame.subarray(9)]) {
    shared.fill(0xff);
    part.copy(shared);
    parser.push(shared.subarray(0, part.length));
  }
  assert.deepEqual(messages, ["kept although overwritten"]);
});

test("fragments are put together, control frames among them are passed on at once", () => {
  const ping = encodeFrame(PING, Buffer.from("?"));
  const { messages, violation } = read([
    Buffer.concat([text("a", false), ping, more("b", false), more("", false), more("c", true)]),
  ]);
  assert.equal(violation, undefined);
  assert.deepEqual(messages, [
    { opcode: PING, payload: "?" },
    { opcode: TEXT, payload: "abc" },
  ]);
});

test("a character may be split between fragments, but the whole must be UTF-8", () => {
  const euro = Buffer.from("€");
  const frames = (last: Buffer) => [
    encodeFrame(TEXT, euro.subarray(0, 1), { fin: false }),
    encodeFrame(CONTINUATION, last),
  ];
  assert.deepEqual(read(frames(euro.subarray(1))).messages.length, 1);
  assert.equal(read(frames(euro.subarray(2))).violation?.closeCode, 1007);
});

test("nothing is read behind a close frame", () => {
  const { messages, violation } = read([
    Buffer.concat([encodeFrame(CLOSE, closePayload(1000)), Buffer.from("garbage")]),
  ]);
  assert.equal(violation, undefined);
  assert.deepEqual(messages, [{ opcode: CLOSE, payload: "\x03\xe8" }]);
});

test("the limit holds for a message, however it is cut", () => {
  const whole = (payloadBytes: number) => [text("x".repeat(payloadBytes))];
  const cut = (payloadBytes: number) => [text("x".repeat(600), false), more("x".repeat(payloadBytes - 600), true)];
  for (const frames of [whole, cut]) {
    assert.equal(read(frames(1000)).messages[0]?.payload.length, 1000);
    assert.deepEqual(read(frames(1001)), {
      messages: [],
      violation: { closeCode: 1009, reason: "message above 1000 bytes" },
    });
  }
});

test("a length that is only announced is refused before its bytes come", () => {
  const { violation } = read([Buffer.from("817f00000001000000", "hex"), Buffer.from("00", "hex")]);
  assert.equal(violation?.closeCode, 1009);
});

test("compressed messages are inflated, fragmented ones as a whole", () => {
  const compressed = deflate(Buffer.from("squeeze ".repeat(20)));
  const frames = [
    encodeFrame(TEXT, compressed, { rsv1: true }),
    encodeFrame(TEXT, compressed.subarray(0, 5), { rsv1: true, fin: false }),
    encodeFrame(CONTINUATION, compressed.subarray(5)),
    text("plain"),
  ];
  const { messages, violation } = read(frames, { inflate });
  assert.equal(violation, undefined);
  const squeezed = { opcode: TEXT, payload: "squeeze ".repeat(20) };
  assert.deepEqual(messages, [squeezed, squeezed, { opcode: TEXT, payload: "plain" }]);
});

test("a message that inflates beyond the limit ends with 1009, one that does not inflate with 1007", () => {
  const bomb = encodeFrame(TEXT, deflate(Buffer.alloc(1_000_000, "0")), { rsv1: true });
  const noise = encodeFrame(TEXT, Buffer.from("ffffffff", "hex"), { rsv1: true });
  const notText = encodeFrame(TEXT, deflate(Buffer.from([0xc0, 0xc0])), { rsv1: true });
  assert.equal(read([bomb], { inflate, maxPayloadBytes: 10_000 }).violation?.closeCode, 1009);
  assert.equal(read([noise], { inflate }).violation?.closeCode, 1007);
  assert.equal(read([notText], { inflate }).violation?.closeCode, 1007);
});

const violations: [what: string, frames: string, closeCode: number][] = [
  ["RSV1 without compression", "c1 00", 1002],
  ["RSV2", "a1 00", 1002],
  ["RSV3", "91 00", 1002],
  ["reserved opcode 3", "83 00", 1002],
  ["reserved opcode 7", "87 00", 1002],
  ["reserved opcode 11", "8b 00", 1002],
  ["reserved opcode 15", "8f 00", 1002],
  ["a masked frame from a server", "81 80 01020304", 1002],
  ["a fragmented ping", "09 00", 1002],
  ["a ping above 125 bytes", "89 7e 007e", 1002],
  ["a continuation of nothing", "80 00", 1002],
  ["a second message before the first is complete", "01 00 81 00", 1002],
  ["a 16-bit length that fits into 7", "81 7e 007d", 1002],
  ["a 64-bit length that fits into 16", "81 7f 000000000000ffff", 1002],
  ["a length above 2^63", "81 7f 8000000000000000", 1009],
  ["a close frame of one byte", "88 01 03", 1002],
  ["close code 1005", "88 02 03ed", 1002],
  ["close code 999", "88 02 03e7", 1002],
  ["a close reason that is not UTF-8", "88 03 03e8 ff", 1007],
  ["a text that is not UTF-8", "81 01 ff", 1007],
];
for (const [what, frames, closeCode] of violations) {
  test(`${what} is a violation with code ${closeCode}, in one chunk or byte by byte`, () => {
    const bytes = Buffer.from(frames.replaceAll(" ", ""), "hex");
    for (const chunks of [[bytes], [...bytes].map((byte) => Buffer.from([byte]))]) {
      const { messages, violation } = read(chunks);
      assert.equal(violation?.closeCode, closeCode);
      assert.deepEqual(messages, []);
    }
  });
}

test("RSV1 is for the first frame of a message only, even with compression", () => {
  for (const frames of ["41 00 c0 00", "c9 00"]) {
    assert.equal(read([Buffer.from(frames.replaceAll(" ", ""), "hex")], { inflate }).violation?.closeCode, 1002);
  }
});

test("a server refuses unmasked frames and unmasks the others", () => {
  assert.equal(read([text("bare")], { masked: true }).violation?.closeCode, 1002);
  const masked = encodeFrame(TEXT, Buffer.from("covered"), { maskKey: 0x1234_5678 });
  assert.deepEqual(read([masked], { masked: true }).messages, [{ opcode: TEXT, payload: "covered" }]);
});

test("a violation is final", () => {
  const messages: Buffer[] = [];
  const parser = new FrameParser({
    masked: false,
    maxPayloadBytes: 10,
    onMessage: (_, payload) => messages.push(payload),
  });
  const violation = parser.push(Buffer.from("8300", "hex"));
  assert.equal(parser.push(text("late")), violation);
  assert.deepEqual(messages, []);
});

// Streams of messages: [opcode, payload split into fragments], control frames between fragments.
const control = fc.record({
  opcode: fc.constantFrom(PING, PONG),
  payload: fc.uint8Array({ maxLength: 125 }),
});
const message = fc.record({
  opcode: fc.constantFrom(TEXT, BINARY),
  fragments: fc.array(fc.string({ unit: "binary", maxLength: 150 }), { minLength: 1, maxLength: 4 }),
  between: fc.array(control, { maxLength: 2 }),
  maskKey: fc.integer(),
});

for (const masked of [false, true]) {
  test(`any split of a valid stream of ${masked ? "masked" : "unmasked"} frames gives the same messages`, () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 200 })), (stream, cuts) => {
        const frames: Buffer[] = [];
        const expected: Message[] = [];
        for (const { opcode, fragments, between, maskKey } of stream) {
          const mask = masked ? { maskKey } : {};
          fragments.forEach((fragment, i) => {
            const fin = i === fragments.length - 1;
            frames.push(encodeFrame(i === 0 ? opcode : CONTINUATION, Buffer.from(fragment), { fin, ...mask }));
            if (fin) return;
            for (const { opcode: controlOpcode, payload } of between) {
              frames.push(encodeFrame(controlOpcode, payload, mask));
              expected.push({ opcode: controlOpcode, payload: Buffer.from(payload).toString("latin1") });
            }
          });
          const whole = Buffer.concat(fragments.map((fragment) => Buffer.from(fragment)));
          expected.push({ opcode, payload: whole.toString("latin1") });
        }
        const bytes = Buffer.concat(frames);
        const chunks: Buffer[] = [];
        for (let at = 0, cut = 0; at < bytes.length; cut++) {
          const length = cuts.length === 0 ? 1 : cuts[cut % cuts.length]!;
          chunks.push(Buffer.from(bytes.subarray(at, at + length)));
          at += length;
        }
        const { messages, violation } = read(chunks, { masked, maxPayloadBytes: 10_000 });
        assert.equal(violation, undefined);
        assert.deepEqual(messages, expected);
      }),
      { numRuns: 150 },
    );
  });
}

test("random bytes never throw: they are messages or a violation with one of the three codes", () => {
  const reasons = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (parts, masked) => {
        const { violation } = read(
          parts.map((part) => Buffer.from(part)),
          { masked, inflate },
        );
        if (!violation) return;
        assert.ok([1002, 1007, 1009].includes(violation.closeCode));
        reasons.add(violation.reason);
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(reasons.size > 3, `only ${[...reasons]}`);
});
