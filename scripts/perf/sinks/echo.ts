/** A lean WebSocket server process: turns every client's frame into the server's frame of the same text, in its own bytes. */
import type { Socket } from "node:net";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { acceptOf } from "../../../src/transports/websocket/handshake.js";
import { Listener } from "./listener.js";
import type { Taker } from "./reading-into.js";

const MASK_BYTES = 4;
const SHORTEST_FRAME_BYTES = 2 + MASK_BYTES;

const listener = new Listener();
let operations = 0;

function onConnection(socket: Socket): Taker {
  let upgraded = false;
  let held: Buffer | undefined;
  return (chunk) => {
    if (upgraded) {
      const rest = echo(socket, held ? Buffer.concat([held, chunk]) : chunk);
      held = rest && Buffer.from(rest); // the buffer is everybody's
      return;
    }
    const key = /sec-websocket-key: *(\S+)/i.exec(chunk.toString("latin1"))?.[1];
    if (key === undefined) return void socket.destroy();
    upgraded = true;
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
    );
  };
}

/**
 * Echoes the whole frames in `bytes`; returns what is left. Lengths below 64 KiB. What it writes is in the buffer that the next
 * read overwrites: with one frame in flight per connection the system takes every write at once.
 */
function echo(socket: Socket, bytes: Buffer): Buffer | undefined {
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < SHORTEST_FRAME_BYTES) return bytes.subarray(at);
    const short = bytes[at + 1]! & 0x7f;
    const lengthBytes = short < 126 ? 0 : 2;
    const length = lengthBytes === 0 ? short : (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const mask = at + 2 + lengthBytes;
    const payload = mask + MASK_BYTES;
    const end = payload + length;
    if (end > bytes.length) return bytes.subarray(at);
    unmask(bytes, mask, payload, end);
    // The head moves to where the mask was: the frame is whole without a copy of the payload.
    bytes.copyWithin(at + MASK_BYTES, at, mask);
    bytes[at + MASK_BYTES + 1] = short;
    socket.write(bytes.subarray(at + MASK_BYTES, end));
    operations++;
    at = end;
  }
  return undefined;
}

function unmask(bytes: Buffer, mask: number, from: number, to: number): void {
  const a = bytes[mask]!;
  const b = bytes[mask + 1]!;
  const c = bytes[mask + 2]!;
  const d = bytes[mask + 3]!;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    bytes[at] = bytes[at]! ^ a;
    bytes[at + 1] = bytes[at + 1]! ^ b;
    bytes[at + 2] = bytes[at + 2]! ^ c;
    bytes[at + 3] = bytes[at + 3]! ^ d;
  }
  for (; at < to; at++) bytes[at] = bytes[at]! ^ bytes[mask + ((at - from) & 3)]!;
}

serve({
  start: ({ tls }: { tls?: Security } = {}): Promise<number> => listener.listen(tls, onConnection),
  count: () => listener.counts(operations),
  close: () => {},
});
