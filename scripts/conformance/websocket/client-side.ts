/** The fuzzing peer as a service: every case against our WebSocket client, over real sockets. A driver for each case. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { loopbackUrl } from "../../../src/loopback.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import type { CaseResult } from "../case-result.js";
import type { Reaction, WebSocketCase } from "./case.js";
import { webSocketCases } from "./cases/all.js";
import { MAX_MESSAGE_BYTES } from "./cases/limits.js";
import { judge } from "./judge.js";
import { type Outcome, play } from "./play.js";

const SUITE = "websocket-client";
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // section 1.3
const AT_ONCE = 32;
/** What our client says of a connection's end; every other problem is a message that is no event. */
const OF_THE_CONNECTION = /clos|connect|violation/;

export async function clientSide(): Promise<CaseResult[]> {
  const rows: CaseResult[] = new Array(webSocketCases.length);
  const connected: ((socket: Socket) => void)[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    let head = "";
    socket.on("data", function read(chunk: Buffer) {
      head += chunk.toString("latin1");
      if (!head.endsWith("\r\n\r\n")) return;
      socket.off("data", read);
      const client = Number(/client=(\d+)/.exec(head)?.[1]);
      const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1];
      socket.write(upgraded(key ?? "", webSocketCases[client]!));
      connected[client]?.(socket); // a client that comes again after its case finds nobody
      delete connected[client];
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await concurrently(AT_ONCE, webSocketCases.entries(), async ([client, one]) => {
    const socket = new Promise<Socket>((resolve) => {
      connected[client] = resolve;
    });
    rows[client] = judge(SUITE, one, await playWith(port, client, one, socket));
  });
  server.close();
  return rows;
}

function upgraded(key: string, one: WebSocketCase): string {
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    ...(one.deflate === undefined ? [] : [`Sec-WebSocket-Extensions: ${one.deflate.answer}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Messages are seen by the client's observer and pongs by the peer: the order between the two is not known. */
async function playWith(port: number, client: number, one: WebSocketCase, socket: Promise<Socket>): Promise<Outcome> {
  const messages: Reaction[] = [];
  const driver = await createDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: [client],
    config: config.parse({ deflate: one.deflate !== undefined, maxPayloadBytes: MAX_MESSAGE_BYTES }),
    topology: { flow: "relay", clients: webSocketCases.length, roomSize: 2 },
    guarantee: "at-most-once", // acks are the transport's own affair; here its observer tells what arrived
    secret: "conformance",
    observer: {
      ...silentObserver,
      delivered: () => messages.push("event"),
      problem: (reason) => {
        if (!OF_THE_CONNECTION.test(reason)) messages.push("message");
      },
    },
  });
  await driver.open();
  const outcome = await play(await socket, one, "server", Buffer.alloc(0));
  await driver.close();
  const isMessage = (reaction: Reaction): boolean => !reaction.startsWith("pong");
  const inWantedOrder = one.expect.filter(isMessage).concat(one.expect.filter((reaction) => !isMessage(reaction)));
  const got = [...messages, ...outcome.reactions];
  return { ...outcome, reactions: got.join() === inWantedOrder.join() ? one.expect : got };
}
