/** The self-test's peer: RFC 6455 in its plainest form, text frames without fragments or extensions, an ack for every event. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { LOOPBACK, loopbackUrl } from "../../loopback.js";
import { countBytes, type OnEvent, type Peer, type SelftestPart, type StartPeer } from "../selftest-part.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [TEXT, CLOSE] = [1, 8];

const startPeer: StartPeer = async (onEvent, port): Promise<Peer> => {
  const clients = new Map<number, Socket>();
  const server = createServer();
  server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
    const client = Number(new URL(request.url ?? "", loopbackUrl(port)).searchParams.get("client"));
    clients.set(client, socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${acceptOf(request.headers["sec-websocket-key"] ?? "")}\r\n\r\n`,
    );
    readFrames(socket, client, onEvent);
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    subscribe() {},
    async pass(recipient, body) {
      clients.get(recipient)!.write(frame(TEXT, body)); // frames of one connection arrive in the order of their writes
    },
    bytes: () => countBytes(clients.values()),
    close() {
      for (const socket of clients.values()) socket.destroy();
      server.close();
    },
  };
};

const acceptOf = (key: string): string => createHash("sha1").update(`${key}${GUID}`).digest("base64");

function readFrames(socket: Socket, client: number, onEvent: OnEvent): void {
  let unread: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let read = readFrame(unread); read !== undefined; read = readFrame(unread)) {
      unread = unread.subarray(read.bytes);
      if (read.opcode === CLOSE) socket.end(frame(CLOSE, read.payload));
      if (read.opcode !== TEXT) continue;
      const { id } = JSON.parse(read.payload.toString()) as { id?: string };
      if (id === undefined) continue; // the ack of a recipient
      onEvent(client, read.payload);
      socket.write(frame(TEXT, Buffer.from(`{"ack":"${id}"}`)));
    }
  });
}

/** The first frame of some bytes, unmasked; undefined while it is incomplete. Events are shorter than 64 KiB. */
function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const maskAt = short === 126 ? 4 : 2;
  if (bytes.length < maskAt + 4) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const end = maskAt + 4 + length;
  if (bytes.length < end) return undefined;
  const payload = Buffer.from(bytes.subarray(maskAt + 4, end));
  for (let i = 0; i < length; i++) payload[i]! ^= bytes[maskAt + (i & 3)]!;
  return { opcode: bytes[0]! & 0x0f, payload, bytes: end };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([0x80 | opcode, payload.length]) : Buffer.alloc(4);
  if (payload.length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}

/** RFC 6455 section 5.2: 2 bytes, 2 more from 126 bytes of payload on (8 from 65,536), 4 for a client's mask. */
export function frameBytes(payloadBytes: number, masked: boolean): number {
  const lengthBytes = payloadBytes < 126 ? 0 : payloadBytes < 65_536 ? 2 : 8;
  return 2 + lengthBytes + (masked ? 4 : 0) + payloadBytes;
}

const ACK_BYTES = '{"ack":"evt_0000000042"}'.length;

export const selftest: SelftestPart = {
  startPeer,
  settings: {},
  inOrder: {},
  holdsBack: false,
  bytes: ({ events, passedOn, bodyBytes }) => ({
    against: "RFC 6455 frame lengths",
    toService: events * frameBytes(bodyBytes, true) + passedOn * frameBytes(ACK_BYTES, true),
    fromService: events * frameBytes(ACK_BYTES, false) + passedOn * frameBytes(bodyBytes, false),
  }),
};
