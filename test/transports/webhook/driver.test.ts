import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import { afterEach, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import { signingKey } from "../../../src/events/secret.js";
import { loopbackUrl } from "../../../src/loopback.js";
import type { Driver } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { RecordingObserver, until } from "./recording-observer.js";

type Settings = Parameters<typeof config.parse>[0] & object;

const SECRET = "a secret";
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A receiver that is not ours: plain node:http. */
async function httpServer(handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) {
  const seen = { connections: 0, bodies: [] as string[], urls: [] as string[] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      seen.bodies.push(body.toString());
      seen.urls.push(`${request.method} ${request.url}`);
      handle(request, response, body);
    });
  });
  server.on("connection", () => seen.connections++);
  return { ...(await listening(server)), server, seen };
}

/** A receiver that says exactly these bytes to each request. */
async function rawServer(answer: (socket: Socket, request: number) => void) {
  const seen = { connections: 0, requests: 0 };
  const server = createTcpServer((socket) => {
    seen.connections++;
    socket.on("error", () => {});
    socket.on("data", () => answer(socket, seen.requests++)); // requests here are small: one read each
  });
  return { ...(await listening(server)), server, seen };
}

async function listening(server: Server | TcpServer): Promise<{ port: number }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port };
}

/** What is refused is so at the first failure: retries have tests of their own. */
async function ingestDriver(port: number, settings: Settings = {}, clients = [0]) {
  const observer = new RecordingObserver();
  const driver = await createDriver({
    config: config.parse(settings),
    topology: { flow: "ingest", clients: 10, roomSize: 1 },
    guarantee: "at-most-once",
    secret: SECRET,
    observer,
    endpoint: { url: loopbackUrl(port) },
    clients,
  });
  closers.push(() => driver.close());
  return { driver, observer };
}

const envelope = (index: number) => encodeEnvelope(index, "test", 0, `{"text":"né ${index}"}`);

function send(driver: Driver, client: number, ...indexes: number[]): void {
  for (const index of indexes) driver.send(client, index, driver.prepare(client, index, envelope(index)));
}

describe("a request", () => {
  test("is a signed POST that the reference library accepts", async () => {
    const requests: IncomingMessage[] = [];
    const { port, seen } = await httpServer((request, response) => {
      requests.push(request);
      response.writeHead(204).end();
    });
    const { driver, observer } = await ingestDriver(port, {}, [3]);
    send(driver, 3, 42);
    await observer.until("acked", 1);
    const { headers } = requests[0]!;
    assert.deepEqual(seen.urls, ["POST /clients/3/events"]);
    assert.equal(seen.bodies[0], envelope(42).toString());
    assert.equal(headers["webhook-id"], eventId(42));
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers.host, `127.0.0.1:${port}`);
    new Webhook(signingKey(SECRET, 3).toString("base64")).verify(seen.bodies[0]!, headers as Record<string, string>);
    assert.deepEqual(observer.ofEvents, [
      { kind: "sent", client: 3, index: 42 },
      { kind: "acked", client: 3, index: 42 },
    ]);
  });

  test("carries its id but no signature when there is to be none", async () => {
    const { port } = await httpServer((request, response) => {
      const names = Object.keys(request.headers).filter((name) => name.startsWith("webhook-"));
      response.writeHead(names.join() === "webhook-id" ? 200 : 500).end();
    });
    const { driver, observer } = await ingestDriver(port, { signature: "none" });
    send(driver, 0, 1);
    await observer.until("acked", 1);
  });

  test("of a client that another process plays is a defect", async () => {
    const { driver } = await ingestDriver(1);
    assert.throws(() => driver.prepare(5, 0, envelope(0)), /client 5 does not send/);
  });
});

describe("connections", () => {
  test("are opened before the first event, one per client, and reused", async () => {
    const { port, seen } = await httpServer((_request, response) => response.writeHead(204).end());
    const { driver, observer } = await ingestDriver(port, {}, [0, 1, 2]);
    await driver.open();
    assert.equal(driver.counters().connectionsOpen, 3);
    for (let index = 0; index < 20; index++) {
      send(driver, index % 3, index);
      await observer.until("acked", index + 1);
    }
    assert.equal(seen.connections, 3);
    assert.equal(driver.pending(), 0);
  });

  test("are added while all are busy, up to the limit; what is left waits its turn", async () => {
    const held: ServerResponse[] = [];
    const { port, seen } = await httpServer((_request, response) => held.push(response));
    const { driver, observer } = await ingestDriver(port, { maxConnectionsPerPeer: 2 });
    send(driver, 0, 0, 1, 2, 3, 4, 5);
    await observer.until("sent", 2);
    await until(() => held.length === 2);
    assert.equal(driver.pending(), 6);
    assert.equal(observer.of("sent").length, 2);
    for (let acked = 1; acked <= 6; acked++) {
      await until(() => held.length > 0);
      held.shift()!.writeHead(200).end("fine");
      await observer.until("acked", acked);
    }
    assert.equal(seen.connections, 2);
    assert.equal(driver.pending(), 0);
    assert.deepEqual(
      observer.of("sent").map(({ index }) => index),
      [0, 1, 2, 3, 4, 5],
    );
  });

  test("are one per event when they are not to be kept", async () => {
    const { port, seen } = await httpServer((_request, response) => response.writeHead(204).end());
    const { driver, observer } = await ingestDriver(port, { connection: "new", maxConnectionsPerPeer: 3 });
    await driver.open();
    assert.equal(driver.counters().connectionsOpened, 0);
    send(driver, 0, ...Array(25).keys());
    await observer.until("acked", 25);
    assert.equal(seen.connections, 25);
    assert.equal(driver.counters().connectionsOpened, 25);
  });

  test("that the service closes while they are idle are replaced without a word", async () => {
    const { port, seen, server } = await httpServer((_request, response) => response.writeHead(204).end());
    const { driver, observer } = await ingestDriver(port);
    send(driver, 0, 0);
    await observer.until("acked", 1);
    (server as Server).closeIdleConnections();
    await until(() => driver.counters().connectionsOpen === 0);
    send(driver, 0, 1);
    await observer.until("acked", 2);
    assert.equal(seen.connections, 2);
    assert.deepEqual(observer.of("problem"), []);
  });

  test("are closed by the sender when they were idle for long", async () => {
    const { port } = await httpServer((_request, response) => response.writeHead(204).end());
    const { driver, observer } = await ingestDriver(port, { senderIdleSeconds: 0.1 });
    await driver.open();
    const openedAtMs = performance.now();
    await until(() => driver.counters().connectionsOpen === 0);
    assert.ok(performance.now() - openedAtMs >= 95);
    send(driver, 0, 0);
    await observer.until("acked", 1);
  });

  test("that cannot be opened reject with the system's error", async () => {
    const { port, server } = await httpServer(() => {});
    await new Promise((resolve) => server.close(resolve));
    const { driver, observer } = await ingestDriver(port);
    await assert.rejects(driver.open(), { code: "ECONNREFUSED" });
    send(driver, 0, 0, 1);
    await observer.until("refused", 2);
    assert.deepEqual(observer.reasons("refused"), ["ECONNREFUSED", "ECONNREFUSED"]);
    assert.deepEqual(observer.of("sent"), []);
    assert.equal(driver.pending(), 0);
  });
});

describe("an answer", () => {
  const raw: [string, string, "acked" | string, number][] = [
    ["of 200 with a body", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "acked", 1],
    ["in chunks", "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "acked", 1],
    ["after 103", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "acked", 1],
    ["that asks to close", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", "acked", 2],
    ["of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "acked", 2],
    ["of 500", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 3\r\n\r\nsad", "500 Internal Server Error", 1],
    [
      "that redirects",
      "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
      "302 Found (redirects are not followed)",
      1,
    ],
    ["without a reason phrase", "HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n", "503", 1],
    ["that is not HTTP", "hello\r\n", "bad answer: bad start line", 2],
    [
      "of two lengths",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "bad answer: bad content-length",
      2,
    ],
    ["with bytes behind it", "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "acked", 2],
  ];
  for (const [name, bytes, outcome, connections] of raw) {
    test(`${name}: ${outcome}, on ${connections === 1 ? "a connection that is kept" : "a connection that is dropped"}`, async () => {
      const { port, seen } = await rawServer((socket) => socket.write(bytes, "latin1"));
      const { driver, observer } = await ingestDriver(port, { maxConnectionsPerPeer: 1 });
      const kind = outcome === "acked" ? "acked" : "refused";
      send(driver, 0, 0);
      await observer.until(kind, 1);
      send(driver, 0, 1);
      await observer.until(kind, 2);
      assert.equal(seen.connections, connections);
      if (kind === "refused") assert.deepEqual(observer.reasons("refused"), [outcome, outcome]);
      assert.equal(driver.pending(), 0);
    });
  }

  test("may end with its connection", async () => {
    const { port } = await rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"));
    const { driver, observer } = await ingestDriver(port);
    send(driver, 0, 0);
    await observer.until("acked", 1);
  });

  test("may come byte by byte", async () => {
    const { port } = await rawServer(async (socket) => {
      socket.setNoDelay(true);
      for (const byte of "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    });
    const { driver, observer } = await ingestDriver(port);
    send(driver, 0, 0);
    await observer.until("acked", 1);
  });

  test("that is reset, or cut short, refuses the event and frees the next", async () => {
    const { port } = await rawServer((socket, request) => {
      if (request === 0) socket.resetAndDestroy();
      else if (request === 1) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort");
      else if (request === 2) socket.end();
      else socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const { driver, observer } = await ingestDriver(port, { maxConnectionsPerPeer: 1 });
    send(driver, 0, 0, 1, 2, 3);
    await observer.until("acked", 1);
    assert.deepEqual(observer.reasons("refused"), ["ECONNRESET", "connection closed", "connection closed"]);
    assert.deepEqual(observer.pairs("acked"), ["0:3"]);
  });

  test("that never comes is a timeout, not before its time", async () => {
    const { port, seen } = await httpServer(() => {});
    const { driver, observer } = await ingestDriver(port, { timeoutSeconds: 0.2, maxConnectionsPerPeer: 1 });
    const startMs = performance.now();
    send(driver, 0, 0, 1);
    await observer.until("refused", 1);
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs >= 195 && tookMs < 1000, `${tookMs} ms`);
    await observer.until("refused", 2);
    assert.deepEqual(observer.reasons("refused"), ["timeout", "timeout"]);
    assert.equal(seen.connections, 2);
    assert.equal(driver.pending(), 0);
  });

  test("to nothing that was asked is a problem, and ends the connection", async () => {
    const { port, server } = await rawServer(() => {});
    server.on("connection", (socket: Socket) => socket.write("HTTP/1.1 408 Request Timeout\r\n\r\n"));
    const { driver, observer } = await ingestDriver(port);
    await driver.open();
    await observer.until("problem", 1);
    assert.deepEqual(observer.reasons("problem"), ["bytes without a request"]);
    await until(() => driver.counters().connectionsOpen === 0);
  });
});

test("an observer may send the next event from inside an ack", async () => {
  const { port, seen } = await httpServer((_request, response) => response.writeHead(204).end());
  const { driver, observer } = await ingestDriver(port);
  let next = 1;
  const acked = observer.acked;
  observer.acked = (client, index) => {
    acked(client, index);
    if (next < 100) send(driver, 0, next++);
  };
  send(driver, 0, 0);
  await observer.until("acked", 100);
  assert.equal(seen.connections, 1);
});

test("close ends every connection, forgets what was under way and reports nothing more", async () => {
  const { port, server } = await httpServer(() => {});
  const { driver, observer } = await ingestDriver(port, { maxConnectionsPerPeer: 2 });
  send(driver, 0, 0, 1, 2, 3);
  await observer.until("sent", 2);
  await driver.close();
  assert.equal(driver.pending(), 0);
  const remaining = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await until(async () => (await remaining()) === 0);
  assert.equal(driver.counters().connectionsOpen, 0);
  assert.deepEqual(observer.of("refused"), []);
});

test("an answer that is longer than it says counts, its connection does not stay, and the reason is told", async () => {
  const server = await rawServer((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"));
  const { driver, observer } = await ingestDriver(server.port);
  send(driver, 0, 1, 2);
  await observer.until("acked", 2);
  const reasons = observer.of("problem").map(({ reason }) => reason);
  assert.deepEqual(reasons, ["bytes behind the answer", "bytes behind the answer"]);
});

test("what waits for a connection is bounded in bytes", async () => {
  const server = await rawServer(() => {});
  const { driver, observer } = await ingestDriver(server.port, { maxConnectionsPerPeer: 1 });
  const event = Buffer.alloc(1024 * 1024, "x");
  for (let index = 0; index < 70; index++) driver.send(0, index, event);
  const refused = observer.of("refused").map(({ index, reason }) => `${index} ${reason}`);
  assert.deepEqual(
    refused,
    [66, 67, 68, 69].map((index) => `${index} client queue full`),
  );
  assert.equal(driver.pending(), 66);
});
