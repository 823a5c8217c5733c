/** A lean HTTP/1.1 server process: a fixed answer to every request, which it finds by the length that all requests have. */
import type { Socket } from "node:net";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { Listener } from "./listener.js";
import type { Taker } from "./reading-into.js";

const KEEP = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");
const CLOSE = Buffer.from("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
const CONTENT_LENGTH = Buffer.from("content-length:");
const HEAD_END = Buffer.from("\r\n\r\n");

const listener = new Listener();
let operations = 0;
let answer = KEEP;

/** Requests may come in pieces (node:http sends head and body apart), but never more than one at a time. */
function onConnection(socket: Socket): Taker {
  let waitingBytes = 0;
  return (chunk) => {
    waitingBytes = waitingBytes > 0 ? waitingBytes - chunk.length : requestBytes(chunk) - chunk.length;
    if (waitingBytes > 0) return;
    operations++;
    if (answer === CLOSE) socket.end(CLOSE);
    else socket.write(KEEP);
  };
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
  start({ close, tls }: { close: boolean; tls?: Security }): Promise<number> {
    if (close) answer = CLOSE;
    return listener.listen(tls, onConnection);
  },
  count: () => listener.counts(operations),
  close: () => {},
});
