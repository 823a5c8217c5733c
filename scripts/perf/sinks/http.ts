/** A lean HTTP/1.1 server process: a fixed answer to every request, which it finds by the length that all requests have. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { serve } from "../../../src/processes/channel.js";
import { readingInto } from "./reading-into.js";

const KEEP = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");
const CLOSE = Buffer.from("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
const CONTENT_LENGTH = Buffer.from("content-length:");
const HEAD_END = Buffer.from("\r\n\r\n");

const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

let operations = 0;
let connections = 0;
let answer = KEEP;

/** Requests may come in pieces (node:http sends head and body apart), but never more than one at a time. */
function onConnection(accepted: Socket): void {
  connections++;
  let waitingBytes = 0;
  const socket = readingInto(READ_BUFFER, accepted, (chunk) => {
    waitingBytes = waitingBytes > 0 ? waitingBytes - chunk.length : requestBytes(chunk) - chunk.length;
    if (waitingBytes > 0) return;
    operations++;
    if (answer === CLOSE) socket.end(CLOSE);
    else socket.write(KEEP);
  });
  socket.on("error", () => socket.destroy());
}

/** Head and body, for a chunk that begins with a whole head. */
function requestBytes(chunk: Buffer): number {
  const headEnd = chunk.indexOf(HEAD_END);
  if (headEnd === -1) throw new Error("a head in pieces");
  const name = lengthAt(chunk);
  let length = 0;
  for (let at = name; chunk[at] !== 13; at++) if (chunk[at] !== 32) length = length * 10 + chunk[at]! - 48;
  return headEnd + HEAD_END.length + length;
}

/** Where the value of Content-Length begins; names differ in case from client to client. */
function lengthAt(chunk: Buffer): number {
  const at = chunk.indexOf(CONTENT_LENGTH);
  if (at !== -1) return at + CONTENT_LENGTH.length;
  const capital = chunk.indexOf("Content-Length:");
  if (capital === -1) throw new Error("no Content-Length");
  return capital + CONTENT_LENGTH.length;
}

serve({
  async start({ close }: { close: boolean }): Promise<number> {
    if (close) answer = CLOSE;
    const server = createServer({ noDelay: true, pauseOnConnect: true }, onConnection);
    server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  },
  count: () => ({ operations, connections }),
  close: () => {},
});
