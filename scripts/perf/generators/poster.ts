/** Posts to webhook endpoints over raw sockets, one connection and one request in flight each, and counts the answers. */
import { connect } from "node:net";
import { eventId } from "../../../src/events/id.js";
import { serve } from "../../../src/processes/channel.js";
import { bodies } from "./closed-loop.js";

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

function post(url: string): void {
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
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread: { buffer, callback } }, send);
}

serve({
  start: ({ urls }: { urls: string[] }) => urls.forEach(post),
  count: () => ({ operations, connections }),
  close: () => {},
});
