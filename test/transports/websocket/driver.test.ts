/** Our driver against a plain `ws` server: an independent peer. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { accessToken } from "../../../src/events/secret.js";
import type { Guarantee } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { config, type WebSocketConfig } from "../../../src/transports/websocket/config.js";
import { createDriver } from "../../../src/transports/websocket/driver.js";
import { encodeFrame, PING, TEXT } from "../../../src/transports/websocket/frames.js";
import { acceptOf } from "../../../src/transports/websocket/handshake.js";
import { RecordingObserver, until } from "./recording-observer.js";

const event = (index: number, text = "hi") => encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));
/** Longer than any test. */
const NEVER = { minSeconds: 1000, maxSeconds: 1000, jitter: "none" } as const;
const ack = (index: number) => `{"ack":"evt_${String(index).padStart(10, "0")}"}`;

interface PeerOptions {
  guarantee?: Guarantee;
  clients?: number[];
  config?: Partial<WebSocketConfig>;
  serverDeflate?: boolean;
  isGenuine?: (index: number, received: Buffer) => boolean;
}

/** A ws server, and a driver with its clients connected to it. `sockets` is in the order of the client numbers. */
async function connected(t: TestContext, options: PeerOptions = {}) {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    perMessageDeflate: options.serverDeflate ? { serverNoContextTakeover: true, threshold: 0 } : false,
  });
  const sockets: WebSocket[] = [];
  const received: [client: number, text: string][] = [];
  const requests: { url: string; origin: string | undefined; authorization: string | undefined }[] = [];
  server.on("connection", (socket, request) => {
    const client = Number(new URL(request.url!, "http://x").searchParams.get("client"));
    sockets[client] = socket;
    requests[client] = {
      url: request.url!,
      origin: request.headers.origin,
      authorization: request.headers.authorization,
    };
    socket.on("message", (data) => received.push([client, String(data)]));
    socket.on("error", () => {});
  });
  await once(server, "listening");
  const clients = options.clients ?? [0];
  const observer = new RecordingObserver();
  const driver = await createDriver({
    endpoint: { url: loopbackUrl((server.address() as AddressInfo).port) },
    clients,
    config: config.parse(options.config ?? {}),
    topology: { flow: "relay", clients: clients.length, roomSize: clients.length },
    guarantee: options.guarantee ?? "at-least-once",
    secret: "s",
    observer,
    ...(options.isGenuine && { isGenuine: options.isGenuine }),
  });
  t.after(async () => {
    await driver.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
    await once(server, "close");
  });
  return { server, sockets, received, requests, observer, driver };
}

/** A TCP server that answers every connection's first bytes as it is told. */
async function answering(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("data", (request) => answer(socket, `${request}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

function driverTo(port: number, observer = new RecordingObserver(), clients = [0]) {
  return createDriver({
    endpoint: { url: loopbackUrl(port) },
    clients,
    config: config.parse({}),
    topology: { flow: "ingest", clients: clients.length, roomSize: 1 },
    guarantee: "at-least-once",
    secret: "s",
    observer,
  });
}

test("every client connects with its number, its token and the first origin", async (t) => {
  const clients = Array.from({ length: 100 }, (_, i) => i);
  const { driver, requests } = await connected(t, { clients });
  await driver.open();
  assert.equal(driver.counters().connectionsOpen, 100);
  assert.equal(driver.counters().connectionsOpened, 100);
  assert.equal(requests.length, 100);
  requests.forEach((request, client) => {
    assert.deepEqual(request, {
      url: `/connect?client=${client}`,
      origin: "https://pushbench.example",
      authorization: `Bearer ${accessToken("s", client)}`,
    });
  });
});

test("the payload of an event's frame is exactly the body", async (t) => {
  const { driver, received, observer } = await connected(t, { clients: [0, 1] });
  await driver.open();
  const bodies = [event(0), event(1, "€ünïcödé"), event(2, "x".repeat(70_000))];
  bodies.forEach((body, index) => {
    driver.send(index % 2, index, driver.prepare(index % 2, index, body));
  });
  await until(() => received.length === 3);
  assert.deepEqual(received.sort(), [
    [0, `${bodies[0]}`],
    [0, `${bodies[2]}`],
    [1, `${bodies[1]}`],
  ]);
  assert.deepEqual(observer.sentEvents, [
    [0, 0],
    [1, 1],
    [0, 2],
  ]);
  assert.equal(driver.pending(), 3);
});

test("an ack settles its event, once", async (t) => {
  const { driver, sockets, observer } = await connected(t);
  await driver.open();
  for (const index of [4, 5]) driver.send(0, index, driver.prepare(0, index, event(index)));
  sockets[0]!.send(ack(5));
  await until(() => observer.ackedEvents.length === 1);
  assert.deepEqual(observer.ackedEvents, [[0, 5]]);
  assert.equal(driver.pending(), 1);
  for (const wrong of [ack(5), ack(6), '{"ack":"nonsense"}']) sockets[0]!.send(wrong);
  await until(() => observer.problems.length === 3);
  assert.deepEqual(new Set(observer.problems), new Set(["ack of an event that waits for none"]));
  assert.equal(driver.pending(), 1);
});

for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  test(`received events are delivered and ${guarantee === "at-least-once" ? "acked" : "never acked"} (${guarantee})`, async (t) => {
    const { driver, sockets, received, observer } = await connected(t, { guarantee });
    await driver.open();
    for (const index of [1_234_567_890, 0, 42]) sockets[0]!.send(event(index).toString());
    await until(() => observer.deliveredEvents.length === 3);
    assert.deepEqual(observer.deliveredEvents, [
      [0, 1_234_567_890],
      [0, 0],
      [0, 42],
    ]);
    sockets[0]!.ping("last"); // its answer comes behind all acks
    await once(sockets[0]!, "pong");
    const acks = [ack(1_234_567_890), ack(0), ack(42)].map((text) => [0, text]);
    assert.deepEqual(received, guarantee === "at-least-once" ? acks : []);
    assert.equal(driver.pending(), 0);
  });
}

test("fragmented events are put together, pings among them answered with the same payload", async (t) => {
  const { driver, sockets, observer } = await connected(t);
  await driver.open();
  const body = event(3);
  sockets[0]!.send(body.subarray(0, 5), { binary: false, fin: false });
  sockets[0]!.ping("payload of the ping");
  sockets[0]!.send(body.subarray(5), { binary: false, fin: true });
  const [payload] = await once(sockets[0]!, "pong");
  assert.equal(String(payload), "payload of the ping");
  assert.deepEqual(observer.deliveredEvents, [[0, 3]]);
});

test("deflate works in both directions, with ws on the other side", async (t) => {
  const { driver, sockets, received, observer } = await connected(t, {
    config: { deflate: true },
    serverDeflate: true,
  });
  await driver.open();
  assert.match(sockets[0]!.extensions, /permessage-deflate/);
  const body = event(8, "the same again and ".repeat(200));
  const encoded = driver.prepare(0, 8, body);
  assert.ok(encoded.length < body.length / 10, `${encoded.length} bytes`);
  driver.send(0, 8, encoded);
  sockets[0]!.send(body.toString());
  sockets[0]!.send(event(9, "the same again and ".repeat(200)).toString());
  await until(() => received.length === 3 && observer.deliveredEvents.length === 2);
  assert.ok(received.some(([, text]) => text === body.toString()));
  assert.ok(driver.counters().bytesRead < body.length);
});

test("a service that does not take deflate is not measured as if it did", async (t) => {
  const { driver } = await connected(t, { config: { deflate: true } });
  await assert.rejects(driver.open(), { message: /^client 0: the service did not accept permessage-deflate/ });
});

test("texts that are no events, binary messages and errors are problems", async (t) => {
  const { driver, sockets, observer } = await connected(t);
  await driver.open();
  sockets[0]!.send("hello");
  sockets[0]!.send("");
  sockets[0]!.send(Buffer.from("binary"));
  sockets[0]!.send('{"error":"not today"}');
  await until(() => observer.problems.length === 4);
  assert.deepEqual(observer.problems, [
    "neither an event nor an ack",
    "neither an event nor an ack",
    "binary message: acks and events are text",
    'the service answered {"error":"not today"}',
  ]);
});

test("a close by the service is answered; at most once, what is sent before the client is back is refused", async (t) => {
  const { driver, sockets, observer } = await connected(t, { clients: [0, 1], guarantee: "at-most-once" });
  await driver.open();
  driver.send(0, 1, driver.prepare(0, 1, event(1)));
  driver.send(1, 2, driver.prepare(1, 2, event(2)));
  sockets[0]!.close(1001, "going away");
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.problems, ["closed by the service: 1001 going away"]);
  assert.deepEqual(observer.disconnectedClients, [0]);
  driver.send(0, 3, driver.prepare(0, 3, event(3)));
  assert.deepEqual(observer.refusedEvents, [[0, 3, "not connected"]]);
  await until(() => driver.counters().connectionsOpen === 1);
});

test("a connection that just ends is a problem, and what was unacked stays pending", async (t) => {
  const { driver, sockets, observer } = await connected(t, { config: { reconnect: NEVER } });
  await driver.open();
  driver.send(0, 1, driver.prepare(0, 1, event(1)));
  sockets[0]!.terminate();
  await until(() => observer.problems.length === 1);
  assert.match(observer.problems[0]!, /^connection lost: /);
  assert.deepEqual(observer.refusedEvents, []);
  assert.deepEqual([...driver.outstanding()], [[0, 1]]);
  assert.equal(driver.pending(), 1);
});

test("a message above the limit closes the connection with 1009", async (t) => {
  const { driver, sockets, observer } = await connected(t, { config: { maxPayloadBytes: 1000 } });
  await driver.open();
  sockets[0]!.send("x".repeat(200_000));
  const [code] = await once(sockets[0]!, "close");
  assert.equal(code, 1009);
  assert.deepEqual(observer.problems, ["protocol violation by the service: message above 1000 bytes"]);
});

test("a violation of the protocol closes the connection with 1002", async (t) => {
  const { driver, server, sockets, observer } = await connected(t);
  let raw: Socket | undefined;
  server.on("connection", (_socket, request) => {
    raw = request.socket;
  });
  await driver.open();
  raw!.write(Buffer.from("8300", "hex"));
  const [code] = await once(sockets[0]!, "close");
  assert.equal(code, 1002);
  assert.deepEqual(observer.problems, ["protocol violation by the service: reserved opcode"]);
});

test("closing says 1000, leaves nothing open, and is no problem", async (t) => {
  const { driver, sockets, observer } = await connected(t, { clients: [0, 1, 2] });
  await driver.open();
  driver.send(0, 1, driver.prepare(0, 1, event(1)));
  const codes = Promise.all(sockets.map(async (socket) => (await once(socket, "close"))[0]));
  const before = driver.counters().bytesWritten;
  await driver.close();
  assert.equal(driver.counters().bytesWritten - before, 3 * (2 + 4 + 2), "one close frame each");
  assert.deepEqual(await codes, [1000, 1000, 1000]);
  assert.equal(driver.counters().connectionsOpen, 0);
  assert.equal(driver.counters().connectionsOpened, 3);
  assert.equal(driver.pending(), 0);
  assert.deepEqual([observer.problems, observer.refusedEvents], [[], []]);
  await driver.close();
});

test("a service that never answers the close is left behind after half a second", async (t) => {
  const { driver, sockets } = await connected(t);
  await driver.open();
  sockets[0]!.pause();
  const from = performance.now();
  await driver.close();
  const tookMs = performance.now() - from;
  assert.ok(tookMs > 450 && tookMs < 1500, `${tookMs} ms`);
  assert.equal(driver.counters().connectionsOpen, 0);
});

test("frames that come in one packet with the answer to the upgrade are read", async (t) => {
  const port = await answering(t, (socket, request) => {
    socket.write(Buffer.concat([acceptance(request), encodeFrame(TEXT, event(9))]));
  });
  const observer = new RecordingObserver();
  const driver = await driverTo(port, observer);
  t.after(() => driver.close());
  await driver.open();
  assert.deepEqual(observer.deliveredEvents, [[0, 9]]);
});

test("closing while clients are connecting stops it and leaves nothing open", async (t) => {
  const { driver, server } = await connected(t, { clients: Array.from({ length: 500 }, (_, i) => i) });
  const opening = assert.rejects(driver.open());
  await once(server, "connection");
  await driver.close();
  await opening;
  const { connectionsOpen, connectionsOpened } = driver.counters();
  assert.equal(connectionsOpen, 0);
  assert.ok(connectionsOpened < 200, `${connectionsOpened} connections`);
  await assert.rejects(driver.open(), { message: /was closed/ });
  assert.equal(driver.counters().connectionsOpened, connectionsOpened);
});

test("open rejects with status and body when the service refuses", async (t) => {
  const port = await answering(t, (socket) =>
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 8\r\n\r\nno token"),
  );
  const driver = await driverTo(port);
  await assert.rejects(driver.open(), { message: "client 0: the service answered 401 Unauthorized: no token" });
  assert.equal(driver.counters().connectionsOpen, 0);
});

test("open rejects with the first client's error and leaves no other client connected", async (t) => {
  const port = await answering(t, (socket) => socket.destroy());
  const driver = await driverTo(
    port,
    new RecordingObserver(),
    Array.from({ length: 200 }, (_, i) => i),
  );
  await assert.rejects(driver.open(), { message: /^client \d+: / });
  assert.equal(driver.counters().connectionsOpen, 0);
});

test("open rejects when nobody listens, with the code of the cause", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  t.after(() => driver.close());
  const driver = await driverTo(port);
  await assert.rejects(driver.open(), (error: Error) => {
    assert.match(error.message, /^client 0: connect ECONNREFUSED/);
    assert.equal((error.cause as NodeJS.ErrnoException).code, "ECONNREFUSED");
    return true;
  });
});

test("acks and refusals are understood in any spelling; what is no event is no delivery, whatever its id", async (t) => {
  const { driver, sockets, observer } = await connected(t, { config: { reconnect: NEVER } });
  await driver.open();
  for (let index = 1; index <= 4; index++) driver.send(0, index, driver.prepare(0, index, event(index)));
  await until(() => observer.sentEvents.length === 4);
  const id = (index: number) => ack(index).slice(8, -2);
  for (const text of [
    '{"hello":"world"}',
    `{ "ack": "${id(1)}" }`,
    `\n{"ok":true,"ack":"\\u0065${id(2).slice(1)}"}`,
    `{"id":"${id(3)}","error":"no room for it"}`,
    `{"id": "${id(4)}", "error": "not now", "retryAfterSeconds": "soon"}`,
    `${event(5)}`.slice(0, -7),
    `{"id":"${id(6)}"}`,
    `${event(7)}`.replace("evt_0000000007", "evt_4294967303"),
    `${event(8)}`,
  ])
    sockets[0]!.send(text);
  await until(() => observer.deliveredEvents.length === 1 && observer.refusedEvents.length === 1);
  assert.deepEqual(observer.ackedEvents, [
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(observer.refusedEvents, [[0, 3, "no room for it"]]);
  assert.deepEqual([...driver.outstanding()], [[0, 4]]);
  assert.deepEqual(observer.deliveredEvents, [[0, 8]]);
  const notTheEvent = "what came as a delivery is not the event that was sent";
  const expected = ["neither an event nor an ack", "not now (tried again)", notTheEvent, notTheEvent, notTheEvent];
  assert.deepEqual(observer.problems, expected);
});

test("what is not the event that was sent is no delivery, and is not acknowledged", async (t) => {
  const sent = event(1);
  const isGenuine = (index: number, received: Buffer): boolean => index === 1 && received.equals(sent);
  const { driver, sockets, observer, received } = await connected(t, { isGenuine });
  await driver.open();
  for (const text of [`${event(1, "ho")}`, `${event(2)}`, `${sent}`]) sockets[0]!.send(text);
  await until(() => received.length === 1);
  assert.deepEqual(received, [[0, ack(1)]]);
  assert.deepEqual([observer.deliveredEvents, observer.problems.length], [[[0, 1]], 2]);
});

test("a service that is full is asked again no sooner than it says, and no later than the longest wait", async (t) => {
  const times: number[] = [];
  const { port } = await answeringInTurn(t, times);
  const observer = new RecordingObserver();
  const driver = await createDriver({
    ...{ endpoint: { url: loopbackUrl(port) }, clients: [0], secret: "s", observer, guarantee: "at-least-once" },
    config: config.parse({ reconnect: { minSeconds: 0.001, maxSeconds: 0.1, jitter: "none" } }),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
  });
  t.after(() => driver.close());
  await driver.open();
  driver.dropConnections();
  await until(() => times.length === 5);
  const waits = times.slice(2).map((time, i) => time - times[i + 1]!);
  const [garbage, huge, zero] = waits as [number, number, number];
  assert.ok(garbage < 90 && zero < 90 && huge >= 99 && huge < 1000, `${waits}`);
  assert.deepEqual(observer.problems.slice(1), [
    "reconnect failed: the service answered 503 Service Unavailable",
    "reconnect failed: the service answered 429 Too Many Requests",
    "reconnect failed: the service answered 404 Not Found",
  ]);
});

/** Accepts the first upgrade, refuses three, and accepts the next. */
async function answeringInTurn(t: TestContext, times: number[]): Promise<{ port: number }> {
  const refusals = [
    "503 Service Unavailable\r\nRetry-After: soon",
    "429 Too Many Requests\r\nRetry-After: 99999999999",
    "404 Not Found\r\nRetry-After: 0",
  ];
  const port = await answering(t, (socket, request) => {
    const refusal = refusals[times.length - 1];
    times.push(performance.now());
    const key = /Sec-WebSocket-Key: (.*)\r/.exec(request)![1]!;
    const upgraded = `101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}`;
    socket.write(`HTTP/1.1 ${refusal === undefined ? upgraded : `${refusal}\r\nContent-Length: 0`}\r\n\r\n`);
  });
  return { port };
}

test("a service that pings and pings and reads no answer costs no memory", async (t) => {
  const pings = Buffer.concat(new Array(4000).fill(encodeFrame(PING, Buffer.alloc(125))));
  const port = await answering(t, (socket, request) => {
    socket.pause();
    socket.write(acceptance(request));
    const again = (): void => void (socket.writable && socket.write(pings, again));
    again();
  });
  const observer = new RecordingObserver();
  const driver = await driverTo(port, observer);
  await driver.open();
  await until(() => observer.problems.includes("an answer was left out: the service does not read"));
  await driver.close();
});

function acceptance(request: string): Buffer {
  const key = /Sec-WebSocket-Key: (.*)\r/.exec(request)![1]!;
  return Buffer.from(
    `HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
  );
}
