/** WebSockets without a network: frames as our clients and as ws read and write them, and compression. */
import * as ws from "ws";
import { deflate, inflate } from "../../../src/transports/websocket/deflate.js";
import { FrameParser } from "../../../src/transports/websocket/frame-parser.js";
import { encodeFrame, TEXT } from "../../../src/transports/websocket/frames.js";
import { encodeAck, maskedAckFrame } from "../../../src/transports/websocket/messages.js";
import { inTurn, type Operation } from "../operation.js";

const MAX_PAYLOAD_BYTES = 1024 * 1024;
const maskKeyOf = (turn: number): number => Math.imul(turn + 1, 0x9e3779b1) | 1;

/** What ws exports beside its classes for applications; its type package leaves these out. */
const { Sender, Receiver } = ws as unknown as {
  Sender: { frame(data: Buffer | string, options: object): (Buffer | string)[] };
  Receiver: new (options: object) => NodeJS.WritableStream;
};
/** As WebSocket.send calls it on a server for a text message. */
const serverFrame = (data: Buffer | string): (Buffer | string)[] =>
  Sender.frame(data, { fin: true, opcode: TEXT, mask: false, readOnly: true, rsv1: false });

/** ws unmasks in place, so each turn gets the frame's bytes anew: the copy is measured too, some 50 ns at 1 KB. */
function receiving(frames: readonly Buffer[]): (turn: number) => unknown {
  const receiver = new Receiver({ isServer: true, maxPayload: MAX_PAYLOAD_BYTES });
  const read = Buffer.allocUnsafeSlow(Math.max(...frames.map((frame) => frame.length)));
  let received = 0;
  receiver.on("message", () => received++);
  return (turn) => {
    const before = received;
    const frame = inTurn(frames, turn);
    frame.copy(read);
    receiver.write(read.subarray(0, frame.length));
    if (received !== before + 1) throw new Error("ws did not hand the message on at once");
    return received;
  };
}

export const websocketOperations = {
  wsFrame: {
    name: "frame, encoded by ws",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => ({ run: (turn) => serverFrame(inTurn(bodies, turn)) }),
  },
  wsReceive: {
    name: "frame, unmasked and decoded by ws",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => ({
      run: receiving(bodies.map((body, index) => encodeFrame(TEXT, body, { maskKey: maskKeyOf(index) }))),
    }),
  },
  wsAckFrame: {
    name: "ack, encoded by ws",
    place: "service",
    sized: false,
    prepare: () => ({ run: (turn) => serverFrame(encodeAck(turn)) }),
  },
  wsReceiveAck: {
    name: "ack, unmasked and decoded by ws",
    place: "service",
    sized: false,
    prepare: ({ bodies }) => ({ run: receiving(bodies.map((_, index) => maskedAckFrame(index))) }),
  },
  deflate: {
    name: "deflate, node:zlib",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => ({ run: (turn) => deflate(inTurn(bodies, turn)) }),
  },
  inflate: {
    name: "inflate, node:zlib",
    place: "service",
    sized: true,
    prepare({ bodies }) {
      const compressed = bodies.map(deflate);
      return { run: (turn) => inflate(inTurn(compressed, turn), MAX_PAYLOAD_BYTES) };
    },
  },
  encodeMasked: {
    name: "frame, encoded and masked by our driver",
    place: "clients",
    sized: true,
    prepare: ({ bodies }) => ({
      run: (turn) => encodeFrame(TEXT, inTurn(bodies, turn), { maskKey: maskKeyOf(turn) }),
    }),
  },
  encodeUnmasked: {
    name: "the same without masking",
    place: "clients",
    sized: true,
    prepare: ({ bodies }) => ({ run: (turn) => encodeFrame(TEXT, inTurn(bodies, turn)) }),
  },
  decode: {
    name: "frame, decoded by our driver",
    place: "clients",
    sized: true,
    prepare({ bodies }) {
      const frames = bodies.map((body) => encodeFrame(TEXT, body));
      let received = 0;
      const parser = new FrameParser({
        masked: false,
        maxPayloadBytes: MAX_PAYLOAD_BYTES,
        onMessage: (_opcode, payload) => {
          received += payload.length;
        },
      });
      return {
        run(turn) {
          const violation = parser.push(inTurn(frames, turn));
          if (violation) throw new Error(violation.reason);
          return received;
        },
      };
    },
  },
  ackMasked: {
    name: "ack, encoded and masked by our driver",
    place: "clients",
    sized: false,
    prepare: () => ({ run: maskedAckFrame }),
  },
} satisfies Record<string, Operation>;
