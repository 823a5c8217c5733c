import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { afterEach, test } from "node:test";
import { Agent, request } from "undici";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import type { Guarantee } from "../../../src/flow.js";
import { DueQueue } from "../../../src/transports/delivery/due-queue.js";
import { ClientIntake } from "../../../src/transports/delivery/receiving/client-intake.js";
import { SlowSenders } from "../../../src/transports/http1/slow-senders.js";
import { config } from "../../../src/transports/webhook/config.js";
import { EndpointConnection, type EndpointSettings } from "../../../src/transports/webhook/endpoint-connection.js";
import { Endpoints } from "../../../src/transports/webhook/endpoints.js";
import { ReferenceArrivals } from "../../../src/transports/webhook/reference-arrivals.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";
import { signedHeaders } from "./signed-headers.js";

const keys = new KeyRing("a secret");
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(
  clients: number[],
  settings: Parameters<typeof config.parse>[0] & object = {},
  guarantee: Guarantee = "at-least-once",
  isGenuine?: (index: number, body: Buffer) => boolean,
) {
  const observer = new RecordingObserver();
  const topology = { flow: "broadcast", clients: 400, roomSize: 1 } as const;
  const options = { config: config.parse(settings), topology, guarantee, observer, ...(isGenuine && { isGenuine }) };
  const endpoints = new Endpoints(options, keys);
  const agent = new Agent({ connections: 1 });
  closers.push(
    () => endpoints.close(),
    () => agent.destroy(),
  );
  await endpoints.open(clients);
  const url = (client: number) => endpoints.subscribers.find((subscriber) => subscriber.client === client)!.url;
  return { endpoints, observer, agent, url };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

function signed(
  client: number,
  index: number,
  timestamp = nowSeconds(),
  body = encodeEnvelope(index, "test", 0, "{}"),
) {
  return { method: "POST" as const, headers: signedHeaders(keys, client, eventId(index), timestamp, body), body };
}

test("every client has an origin of its own", async () => {
  const { endpoints } = await open([0, 1, 2, 300]);
  const { subscribers } = endpoints;
  assert.deepEqual(
    subscribers.map(({ client }) => client),
    [0, 1, 2, 300],
  );
  assert.equal(new Set(subscribers.map(({ url }) => new URL(url).origin)).size, 4);
  for (const { url } of subscribers) assert.match(url, /^http:\/\/127\.\d+\.\d+\.\d+:\d+$/);
});

test("a signed event is delivered and answered with 204, on a connection that stays", async () => {
  const { endpoints, observer, agent, url } = await open([4, 5]);
  for (let index = 0; index < 10; index++) {
    const { statusCode } = await request(url(5), { ...signed(5, index), dispatcher: agent });
    assert.equal(statusCode, 204);
  }
  assert.deepEqual(
    observer.pairs("delivered"),
    Array.from({ length: 10 }, (_, index) => `5:${index}`),
  );
  assert.equal(endpoints.counters().connectionsOpened, 1);
});

test("a connection is closed when its sender asks for it", async () => {
  const { endpoints, observer, agent, url } = await open([0]);
  for (let index = 0; index < 3; index++) {
    const { statusCode, headers } = await request(url(0), { ...signed(0, index), reset: true, dispatcher: agent });
    assert.equal(statusCode, 204);
    assert.equal(headers.connection, "close");
  }
  assert.equal(observer.of("delivered").length, 3);
  assert.equal(endpoints.counters().connectionsOpened, 3);
});

test("an event of many reads, in a chunked body, is delivered whole", async () => {
  const { observer, agent, url } = await open([0]);
  const body = encodeEnvelope(7, "test", 0, JSON.stringify("x".repeat(300_000)));
  const { statusCode } = await request(url(0), { ...signed(0, 7, nowSeconds(), body), dispatcher: agent });
  assert.equal(statusCode, 204);
  const another = encodeEnvelope(8, "test", 0, JSON.stringify("x".repeat(300_000)));
  async function* pieces() {
    yield another.subarray(0, 100_000);
    yield another.subarray(100_000);
  }
  const chunked = { ...signed(0, 8, nowSeconds(), another), body: pieces(), dispatcher: agent };
  assert.equal((await request(url(0), chunked as never)).statusCode, 204);
  assert.deepEqual(observer.pairs("delivered"), ["0:7", "0:8"]);
});

test("what is not a signed event of this client is refused, counted and never delivered", async () => {
  const { observer, agent, url } = await open([0]);
  const good = signed(0, 1);
  const cases: [string, number, object][] = [
    ["forged signature", 401, signed(1, 1)],
    ["forged signature", 401, { ...good, body: encodeEnvelope(1, "tesT", 0, "{}") }],
    ["stale timestamp", 401, signed(0, 1, nowSeconds() - 302)],
    ["early timestamp", 401, signed(0, 1, nowSeconds() + 302)],
    ["missing signature", 401, { ...good, headers: { "webhook-id": eventId(1) } }],
    ["webhook-id is not the body's id", 400, signed(0, 1, nowSeconds(), encodeEnvelope(2, "test", 0, "{}"))],
    ["webhook-id is not the body's id", 400, signed(0, 1, nowSeconds(), Buffer.from("not an envelope"))],
    ["not a POST", 400, { ...good, method: "PUT" }],
  ];
  for (const [reason, status, options] of cases) {
    const { statusCode, body } = await request(url(0), { ...(options as typeof good), dispatcher: agent });
    await body.dump();
    assert.equal(statusCode, status, reason);
  }
  assert.deepEqual(
    observer.reasons("problem"),
    cases.map(([reason]) => `endpoint: ${reason}`),
  );
  assert.deepEqual(observer.of("delivered"), []);
});

test("a copy of an event is answered like the first and goes no further", async () => {
  const { observer, agent, url } = await open([0, 1]);
  for (const client of [0, 0, 1]) {
    const { statusCode } = await request(url(client), { ...signed(client, 7), dispatcher: agent });
    assert.equal(statusCode, 204);
  }
  assert.deepEqual(observer.pairs("delivered"), ["0:7", "1:7"]);
  assert.deepEqual(observer.pairs("suppressed"), ["0:7"]);
});

test("a copy is a replay when nobody sends anything twice", async () => {
  const { observer, agent, url } = await open([0], {}, "at-most-once");
  const event = signed(0, 7);
  const codes = [];
  for (let copy = 0; copy < 2; copy++) codes.push((await request(url(0), { ...event, dispatcher: agent })).statusCode);
  assert.deepEqual(codes, [204, 401]);
  assert.deepEqual(observer.pairs("delivered"), ["0:7"]);
  assert.deepEqual(observer.reasons("problem"), ["endpoint: replayed signature"]);
});

test("without signatures an id alone will do, and is needed", async () => {
  const { observer, agent, url } = await open([0], { signature: "none" });
  const body = encodeEnvelope(3, "test", 0, "{}");
  const post = async (headers: Record<string, string>) =>
    (await request(url(0), { method: "POST", headers, body, dispatcher: agent })).statusCode;
  assert.equal(await post({ "webhook-id": eventId(3) }), 204);
  assert.equal(await post({}), 400);
  assert.equal(await post({ "webhook-id": "evt_3" }), 400);
  assert.deepEqual(observer.pairs("delivered"), ["0:3"]);
});

test("bytes that are not HTTP are answered with 400, and the connection is closed", async () => {
  const { observer, url } = await open([0]);
  const { hostname, port } = new URL(url(0));
  const socket = connect(Number(port), hostname);
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "close");
  assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n.*Connection: close\r\n/s);
  assert.deepEqual(observer.reasons("problem"), ["endpoint: bad content-length"]);
});

test("a connection that ends inside a request is a problem, one that ends between requests is not", async () => {
  const { endpoints, observer, url } = await open([0]);
  const { hostname, port } = new URL(url(0));
  for (const bytes of ["", "POST / HTTP/1.1\r\nHost: a\r\nContent-Len"]) {
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.end(bytes);
    socket.resume();
    await once(socket, "close");
  }
  await observer.until("problem", 1);
  assert.deepEqual(observer.reasons("problem"), ["endpoint: connection closed inside a request"]);
  await until(() => endpoints.counters().connectionsOpen === 0);
});

test("close leaves no connection and no port", async () => {
  const { endpoints, agent, url } = await open([0, 1]);
  const at = url(0);
  await request(at, { ...signed(0, 1), dispatcher: agent });
  await endpoints.close();
  assert.equal(endpoints.counters().connectionsOpen, 0);
  await assert.rejects(request(at, { ...signed(0, 2), dispatcher: agent }), { code: "ECONNREFUSED" });
});

/** A sender that never hangs up by itself. */
function rawSender(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const sender = { socket, heard: "", ended: false, closed: false };
  socket.on("data", (chunk: Buffer) => {
    sender.heard += chunk.toString("latin1");
  });
  socket.on("end", () => {
    sender.ended = true;
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    sender.closed = true;
  });
  closers.push(async () => void socket.destroy());
  return sender;
}

test("slow heads and bodies are cut off with 408, idle connections are not, whatever still comes", async () => {
  const { observer, url } = await open([0], { headSeconds: 0.08, bodySeconds: 0.08 });
  const [idle, head, body] = [rawSender(url(0)), rawSender(url(0)), rawSender(url(0))];
  head.socket.write("POST / HTTP/1.1\r\nHo");
  body.socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  // A byte now and then does not help.
  const dripping = setInterval(() => {
    for (const { socket } of [head, body]) if (socket.writable) socket.write("s");
  }, 10);
  closers.push(async () => clearInterval(dripping));
  await until(() => head.ended && body.ended);
  assert.match(head.heard, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.match(body.heard, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  // Who does not hang up after that is hung up on.
  await until(() => head.closed && body.closed);
  assert.deepEqual(observer.reasons("problem").sort(), ["endpoint: slow body", "endpoint: slow head"]);
  assert.deepEqual([idle.closed, idle.heard], [false, ""]);
});

test("a sender that is busy for longer than the limits, but with whole requests, is not cut off", async () => {
  const { observer, agent, url } = await open([0], { headSeconds: 0.04, bodySeconds: 0.04 });
  const untilMs = performance.now() + 150;
  let index = 0;
  for (; performance.now() < untilMs; index++) {
    assert.equal((await request(url(0), { ...signed(0, index), dispatcher: agent })).statusCode, 204);
  }
  assert.deepEqual([observer.of("delivered").length, observer.of("problem")], [index, []]);
});

test("what is signed and no whole event, or not the event that was sent, is no delivery", async () => {
  const sent = encodeEnvelope(1, "test", 0, '"sent"');
  const { observer, agent, url } = await open([0], {}, "at-least-once", (_, body) => body.equals(sent));
  const bodies = [
    encodeEnvelope(1, "test", 0, '"changed"'),
    sent.subarray(0, -1),
    Buffer.from('{"id":"evt_0000000001"}'),
    sent,
  ];
  const codes = [];
  for (const body of bodies) {
    const { statusCode } = await request(url(0), { ...signed(0, 1, nowSeconds(), body), dispatcher: agent });
    codes.push(statusCode);
  }
  assert.deepEqual(codes, [400, 400, 400, 204]);
  assert.deepEqual(observer.pairs("delivered"), ["0:1"]);
  assert.equal(observer.reasons("problem")[0], "endpoint: what came as a delivery is not the event that was sent");
});

test("a slow head or body behind a whole request, in the same packet, is cut off like any other", async () => {
  const { observer, url } = await open([0], { headSeconds: 0.1, bodySeconds: 0.1 });
  const { hostname, port } = new URL(url(0));
  const bytes = (index: number): Buffer => {
    const { headers, body } = signed(0, index);
    const lines = Object.entries({ host: "x", "content-length": `${body.length}`, ...headers }).map((one) =>
      one.join(": "),
    );
    return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`), body]);
  };
  for (const [index, end] of [30, -5].entries()) {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk));
    socket.on("error", () => {});
    const closed = once(socket, "end");
    socket.write(Buffer.concat([bytes(2 * index), bytes(2 * index + 1).subarray(0, end)]));
    await closed;
    socket.destroy();
    assert.match(heard, /^HTTP\/1\.1 204 .*HTTP\/1\.1 408 /s);
  }
  assert.deepEqual(observer.reasons("problem"), ["endpoint: slow head", "endpoint: slow body"]);
  assert.deepEqual(observer.pairs("delivered"), ["0:0", "0:2"]);
});

test("of a sender that does not read its answers no more requests are read until it does", () => {
  const observer = new RecordingObserver();
  const unread: (() => void)[] = [];
  const socket = new Duplex({
    highWaterMark: 16 * 1024, // Node 22 has another default
    read() {},
    write: (_chunk, _encoding, done) => unread.push(done),
  });
  const topology = { flow: "broadcast", clients: 1, roomSize: 1 } as const;
  const driver = { topology, guarantee: "at-least-once", observer } as const;
  const parsed = config.parse({ signature: "none" });
  const settings: EndpointSettings = {
    ...{ config: parsed, observer, arrivals: new ReferenceArrivals({ config: parsed }, keys) },
    ...{ later: new DueQueue(), closing: false },
    intake: new ClientIntake({ driver, keepsOrder: false, signed: false, patienceSeconds: 0 }),
    slow: new SlowSenders({ headMs: 1000, bodyMs: 1000, silentMs: 1000 }),
  };
  closers.push(async () => settings.slow.close());
  new EndpointConnection(settings, 0, socket as Socket);
  const body = encodeEnvelope(1, "test", 0, "{}");
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nwebhook-id: ${eventId(1)}\r\n\r\n`;
  const requests = Buffer.from(`${head}${body}`.repeat(200));
  for (let reads = 0; reads < 10; reads++) if (!socket.isPaused()) socket.emit("data", requests);
  assert.deepEqual([socket.isPaused(), observer.observations.length], [true, 800]);
  while (unread.length > 0) unread.shift()!();
  socket.emit("drain");
  assert.equal(socket.isPaused(), false);
});
