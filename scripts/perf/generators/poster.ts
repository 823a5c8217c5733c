/** Posts to webhook endpoints over raw sockets, one connection and one request in flight each, and counts the answers. */
import { connect, type NetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectSecure } from "node:tls";
import { eventId } from "../../../src/events/id.js";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { bodies } from "./closed-loop.js";
import { trust } from "./peers.js";

const buffer = Buffer.allocUnsafeSlow(64 * 1024);
const HEAD_END = Buffer.from("\r\n\r\n");

const requests = bodies.map((body, index) =>
  Buffer.from(
    `POST / HTTP/1.1\r\nHost: subscriber\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nwebhook-id: ${eventId(index)}\r\n\r\n${body}`,
  ),
);

let operations = 0;
let connections = 0;

function post(url: string, tls: ConnectionOptions | undefined): void {
  const { hostname, port } = new URL(url);
  let next = connections++;
  const send = (): void => {
    socket.write(requests[next++ % requests.length]!);
  };
  const callback = (length: number): boolean => {
    // An answer is one read: a head without a body.
    if (buffer.toString("latin1", 0, 12) !== "HTTP/1.1 204" || !buffer.subarray(length - 4, length).equals(HEAD_END)) {
      throw new Error(`not a 204: ${buffer.toString("latin1", 0, length)}`);
    }
    operations++;
    send();
    return true;
  };
  const to: NetConnectOpts = { host: hostname, port: Number(port), noDelay: true, onread: { buffer, callback } };
  const socket = tls === undefined ? connect(to, send) : connectSecure({ ...to, ...tls }, send);
}

serve({
  start({ urls, tls }: { urls: string[]; tls?: Security }): void {
    const trusted = tls && trust(tls);
    for (const url of urls) post(url, trusted);
  },
  count: () => ({ operations, connections, resumed: 0 }),
  close: () => {},
});
