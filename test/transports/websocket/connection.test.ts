/** What only time shows, with a short time limit; everything else about connections is in driver.test.ts. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer, Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { monotonicNs } from "../../../src/clock.js";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { LastingClients } from "../../../src/transports/lasting-clients.js";
import type { Opening } from "../../../src/transports/transport.js";
import { Client } from "../../../src/transports/websocket/client.js";
import { config } from "../../../src/transports/websocket/config.js";
import { ConnectionContext } from "../../../src/transports/websocket/connection-context.js";
import { encodeAck } from "../../../src/transports/websocket/messages.js";
import { RecordingObserver } from "./recording-observer.js";

/** Many times what a busy machine stands still for. */
const HANDSHAKE_TIMEOUT_MS = 250;
const GIVEN_UP = `client 0: no answer within ${HANDSHAKE_TIMEOUT_MS} ms`;

class OpeningsObserver extends RecordingObserver {
  readonly openings: Opening[] = [];

  override connected(client: number, opening?: Opening): void {
    super.connected(client);
    if (opening) this.openings.push(opening);
  }
}

function connectionTo(t: TestContext, port: number) {
  const observer = new OpeningsObserver();
  const options = {
    endpoint: { url: loopbackUrl(port) },
    clients: [0],
    config: config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "s",
    observer,
  } as const;
  const context = new ConnectionContext(options, HANDSHAKE_TIMEOUT_MS);
  const connection = new Client(context, 0);
  t.after(async () => {
    context.stop();
    await Promise.all([connection.close(), context.sockets.destroyAll()]);
  });
  return { connection, observer, context, sockets: context.sockets };
}

test("a service that accepts the connection and says nothing is given up", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { connection, sockets } = connectionTo(t, (server.address() as AddressInfo).port);
  await assert.rejects(connection.open(), { message: GIVEN_UP });
  await sockets.destroyAll();
  assert.equal(sockets.counters().connectionsOpen, 0);
});

test("where many clients connect at once, nobody is given up while the service accepts others", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const waiting = connectionTo(t, port);
  const comingBack = connectionTo(t, port);
  const others = setInterval(() => {
    waiting.context.accepted++;
    comingBack.context.accepted++;
  }, 5);
  t.after(() => clearInterval(others));
  let isGivenUp = false;
  const opened = waiting.connection.open({ sinceNs: monotonicNs() }).catch((error: Error) => {
    isGivenUp = true;
    return error;
  });
  await assert.rejects(comingBack.connection.open(), { message: GIVEN_UP });
  await setTimeout(3 * HANDSHAKE_TIMEOUT_MS);
  assert.equal(isGivenUp, false);
  clearInterval(others);
  assert.equal(((await opened) as Error).message, GIVEN_UP);
});

test("a client whose connection hangs while others are accepted tries again, and its time counts from the first attempt", async (t) => {
  const accepting = new WebSocketServer({ noServer: true });
  const server = createHttpServer().listen(0, "127.0.0.1");
  let asked = 0;
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    if (++asked > 1) accepting.handleUpgrade(request, socket, head, () => {}); // the first is never answered
  });
  await once(server, "listening");
  t.after(() => server.close());
  const { context, observer } = connectionTo(t, (server.address() as AddressInfo).port);
  const clients = new LastingClients(context, [new Client(context, 0), new Client(context, 1)], 30);
  t.after(() => clients.close());
  await clients.open();
  assert.equal(asked, 3);
  const wholeMs = observer.openings.map(({ connectNs, answerNs = 0 }) => (connectNs + answerNs) / 1e6);
  assert.equal(wholeMs.length, 2);
  assert.ok(Math.max(...wholeMs) >= HANDSHAKE_TIMEOUT_MS && Math.min(...wholeMs) < Math.max(...wholeMs), `${wholeMs}`);
});

test("an open connection may be quiet for as long as it likes", async (t) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  const { connection, observer, sockets } = connectionTo(t, (server.address() as AddressInfo).port);
  await connection.open();
  await setTimeout(HANDSHAKE_TIMEOUT_MS * 3);
  assert.equal(sockets.counters().connectionsOpen, 1);
  assert.deepEqual(observer.problems, []);
});

/** What a stream calls with all that was written while it was corked. */
type Writev = { _writev(chunks: unknown[], done: (error?: Error | null) => void): void };

test("events that come in one read are acked in two writes: one at once, the rest together", async (t) => {
  const EVENTS = 20;
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => server.close());
  const joined = once(server, "connection");
  const { connection, observer } = connectionTo(t, (server.address() as AddressInfo).port);
  await connection.open();
  const [socket, request] = (await joined) as [WebSocket, IncomingMessage];
  // What a stream hands over in one piece; on the same loop the other end cannot tell writes apart.
  const writes = t.mock.method(Socket.prototype as Writev, "_writev");
  const acks: string[] = [];
  const acked = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      if (acks.push(String(data)) === EVENTS) resolve();
    });
  });
  request.socket.cork();
  for (let index = 0; index < EVENTS; index++) socket.send(encodeEnvelope(index, "test", 0, "{}"), { binary: false });
  request.socket.uncork();
  await acked;
  assert.deepEqual(
    acks,
    Array.from({ length: EVENTS }, (_, index) => encodeAck(index)),
  );
  assert.equal(observer.deliveredEvents.length, EVENTS);
  const acksPerWrite = writes.mock.calls.map(({ arguments: [chunks] }) => chunks.length);
  assert.ok(acksPerWrite.includes(EVENTS - 1), `${acksPerWrite}`);
});
