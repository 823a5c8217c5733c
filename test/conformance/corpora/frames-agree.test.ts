/**
 * Our frame parser beside the receiver of `ws`, over streams of frames that are right, wrong and damaged, by fixed seeds: what
 * one delivers the other delivers, byte by byte, and what one refuses is not delivered by the other. They differ in one thing:
 * `ws` takes a length that is not in its shortest form, which RFC 6455 section 5.2 forbids senders and leaves open for recipients.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ws from "ws";
import { type Random, seededRandom } from "../../../src/random.js";
import { FrameParser, type Violation } from "../../../src/transports/websocket/frame-parser.js";
import {
  BINARY,
  CLOSE,
  closePayload,
  encodeFrame,
  PING,
  PONG,
  TEXT,
} from "../../../src/transports/websocket/frames.js";
import { bitFlipped, oneOf, randomBytes, truncated } from "./damage.js";

const { Receiver } = ws as unknown as { Receiver: new (options: object) => NodeJS.WritableStream };
const STREAMS = 3000;
const MAX_PAYLOAD_BYTES = 66_000;
const NOT_SHORTEST = "length not in its shortest form";

function frame(random: Random, masked: boolean): Buffer {
  const opcode = oneOf(random, [0, TEXT, TEXT, TEXT, BINARY, CLOSE, PING, PONG, 3, 11]);
  const length = oneOf(random, [0, 1, 2, 5, 60, 125, 126, 300, 65_536, 70_000]);
  let payload: Buffer = opcode >= CLOSE ? randomBytes(random, length % 126) : Buffer.alloc(length, "a");
  if (opcode === CLOSE) payload = closePayload(oneOf(random, [1000, 1005, 999, 3000, 5000]), "bye");
  return encodeFrame(opcode, payload, {
    fin: random.int(3) > 0,
    ...(masked && { maskKey: (1 + random.int(2 ** 30)) | 1 }),
  });
}

function damaged(random: Random, bytes: Buffer): Buffer {
  const at = random.int(Math.min(14, bytes.length));
  const kinds = [
    () => bytes,
    () => bitFlipped(random, bytes),
    () => Buffer.concat([bitFlipped(random, bytes.subarray(0, at + 1)), bytes.subarray(at + 1)]),
    () => truncated(random, bytes),
    () => Buffer.concat([bytes.subarray(0, at), randomBytes(random, 1), bytes.subarray(at)]),
    () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  ];
  return oneOf(random, kinds)();
}

const shown = (opcode: number, data: Buffer): string => `${opcode} ${data.length} ${data.toString("latin1", 0, 100)}`;

/** The parser unmasks in place, so it gets bytes of its own; in up to four pieces. */
function ours(
  random: Random,
  bytes: Buffer,
  masked: boolean,
): { delivered: string[]; violation: Violation | undefined } {
  const delivered: string[] = [];
  const onMessage = (opcode: number, payload: Buffer): unknown => delivered.push(shown(opcode, payload));
  const parser = new FrameParser({ masked, maxPayloadBytes: MAX_PAYLOAD_BYTES, onMessage });
  let violation: Violation | undefined;
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.int(bytes.length - at);
    violation = parser.push(Buffer.from(bytes.subarray(at, end)));
    at = end;
  }
  return { delivered, violation };
}

function theirs(bytes: Buffer, masked: boolean): string[] {
  const delivered: string[] = [];
  const receiver = new Receiver({ isServer: masked, maxPayload: MAX_PAYLOAD_BYTES, allowSynchronousEvents: true });
  receiver.on("message", (data, isBinary) => delivered.push(shown(isBinary ? BINARY : TEXT, data)));
  receiver.on("ping", (data) => delivered.push(shown(PING, data)));
  receiver.on("pong", (data) => delivered.push(shown(PONG, data)));
  receiver.on("conclude", (code, reason) => {
    delivered.push(shown(CLOSE, code === 1005 ? Buffer.alloc(0) : closePayload(code, `${reason}`)));
  });
  receiver.on("error", () => {});
  receiver.write(Buffer.from(bytes));
  return delivered;
}

for (const masked of [true, false]) {
  test(`frames ${masked ? "of clients" : "of services"}: ours and ws deliver the same`, () => {
    const random = seededRandom(1, `frames ${masked}`);
    const seen = { delivered: 0, refused: 0, notShortest: 0 };
    for (let i = 0; i < STREAMS; i++) {
      const frames = Array.from({ length: 1 + random.int(4) }, () => frame(random, masked));
      const bytes = damaged(random, Buffer.concat(frames));
      const { delivered, violation } = ours(random, bytes, masked);
      const expected = theirs(bytes, masked);
      seen.delivered += delivered.length;
      if (violation !== undefined) seen.refused++;
      if (violation?.reason === NOT_SHORTEST) {
        seen.notShortest++;
        assert.deepEqual(delivered, expected.slice(0, delivered.length), bytes.toString("hex", 0, 200));
      } else assert.deepEqual(delivered, expected, bytes.toString("hex", 0, 200));
    }
    // Both kinds were met often enough to mean something.
    assert.ok(seen.delivered > STREAMS / 4 && seen.refused > STREAMS / 4, JSON.stringify(seen));
  });
}
