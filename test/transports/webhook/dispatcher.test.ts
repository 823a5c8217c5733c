import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import { config } from "../../../src/transports/webhook/config.js";
import {
  type DeliveriesOwner,
  Dispatcher,
  MAX_PENDING,
  MAX_PENDING_BYTES,
} from "../../../src/transports/webhook/dispatcher.js";
import { Pools } from "../../../src/transports/webhook/http1/pools.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";

const keys = new KeyRing("a secret");
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function subscriber(handle: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const seen = { connections: 0, requests: 0 };
  const server = createServer(async (request, response) => {
    seen.requests++;
    let body = "";
    for await (const chunk of request) body += chunk;
    handle(request, response, body);
  });
  server.on("connection", () => seen.connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

/** What is refused is so at the first failure: retries have tests of their own. */
function dispatcherFor(urls: string[], settings: Parameters<typeof config.parse>[0] & object = {}) {
  const observer = new RecordingObserver();
  const parsed = config.parse(settings);
  const postingBy = (owner: DeliveriesOwner) => new Pools(owner, parsed, undefined);
  const dispatcher = new Dispatcher({ config: parsed, guarantee: "at-most-once", keys, observer, postingBy });
  dispatcher.subscribe(urls.map((url, client) => ({ client, url })));
  closers.push(() => dispatcher.close());
  return { dispatcher, observer };
}

const envelope = (index: number) => encodeEnvelope(index, "test", 0, '{"text":"né"}');

test("a delivery is a POST signed with the recipient's key, on the recipient's path", async () => {
  const requests: { url: string; headers: Record<string, string>; body: string }[] = [];
  const { url } = await subscriber(({ url = "", headers }, response, body) => {
    requests.push({ url, headers: headers as Record<string, string>, body });
    response.writeHead(204).end();
  });
  const { dispatcher, observer } = dispatcherFor([`${url}/a`, `${url}/b?c=d`]);
  const body = envelope(9);
  dispatcher.deliver(0, 9, body);
  dispatcher.deliver(1, 9, body);
  await observer.until("acked", 2);
  assert.deepEqual(requests.map((request) => request.url).sort(), ["/a", "/b?c=d"]);
  for (const { url: path, headers, body: received } of requests) {
    assert.equal(received, body.toString());
    assert.equal(headers["webhook-id"], eventId(9));
    assert.equal(headers["content-type"], "application/json");
    new Webhook(keys.of(path === "/a" ? 0 : 1)[0]!.toString("base64")).verify(received, headers);
  }
  assert.equal(dispatcher.pending, 0);
});

test("nothing is signed when nothing is to be", async () => {
  const names: string[] = [];
  const { url } = await subscriber(({ headers }, response) => {
    names.push(...Object.keys(headers).filter((name) => name.startsWith("webhook-")));
    response.writeHead(204).end();
  });
  const { dispatcher, observer } = dispatcherFor([url], { signature: "none" });
  dispatcher.deliver(0, 1, envelope(1));
  await observer.until("acked", 1);
  assert.deepEqual(names, ["webhook-id"]);
});

describe("connections", () => {
  test("are kept and shared by at most so many deliveries at once", async () => {
    const { url, seen } = await subscriber((_request, response) => response.writeHead(200).end("fine"));
    const { dispatcher, observer } = dispatcherFor([url], { maxConnectionsPerPeer: 3 });
    for (let index = 0; index < 60; index++) dispatcher.deliver(0, index, envelope(index));
    await observer.until("acked", 60);
    assert.equal(seen.connections, 3);
    assert.equal(dispatcher.counters().connectionsOpened, 3);
  });

  test("are one per event when they are not to be kept", async () => {
    const { url, seen } = await subscriber(({ headers }, response) => {
      response.writeHead(headers.connection === "close" ? 204 : 500).end();
    });
    const { dispatcher, observer } = dispatcherFor([url], { connection: "new", maxConnectionsPerPeer: 3 });
    for (let index = 0; index < 25; index++) dispatcher.deliver(0, index, envelope(index));
    await observer.until("acked", 25);
    assert.equal(seen.requests, 25);
    assert.equal(seen.connections, 25);
    await until(() => dispatcher.counters().connectionsOpen === 0);
    assert.equal(dispatcher.counters().connectionsOpened, 25);
  });

  test("are closed when they were idle for long", async () => {
    const { url } = await subscriber((_request, response) =>
      response.writeHead(204, { connection: "keep-alive" }).end(),
    );
    const { dispatcher, observer } = dispatcherFor([url], { senderIdleSeconds: 0.05 });
    dispatcher.deliver(0, 1, envelope(1));
    await observer.until("acked", 1);
    await until(() => dispatcher.counters().connectionsOpen === 0);
  });
});

test("an event counts as sent when it is written to a connection, not while it waits for one", async () => {
  const held: ServerResponse[] = [];
  const { url, seen } = await subscriber((_request, response) => held.push(response));
  const { dispatcher, observer } = dispatcherFor([url], { maxConnectionsPerPeer: 1 });
  for (const index of [0, 1, 2]) dispatcher.deliver(0, index, envelope(index));
  assert.deepEqual(observer.of("sent"), []); // not even connected yet
  for (let index = 0; index < 3; index++) {
    await until(() => held.length === 1);
    assert.equal(seen.requests, index + 1);
    assert.equal(observer.of("sent").length, index + 1);
    assert.equal(dispatcher.pending, 3 - index);
    held.pop()!.writeHead(204).end();
    await observer.until("acked", index + 1);
  }
  const order = observer.ofEvents.map(({ kind, index }) => `${kind} ${index}`);
  assert.deepEqual(order, ["sent 0", "acked 0", "sent 1", "acked 1", "sent 2", "acked 2"]);
});

describe("a delivery is refused, with its reason and once,", () => {
  const answer = (status: number) => (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status).end("why");
  };
  const cut = (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { "content-length": 10 }).write("half", () => response.socket?.end());
  };
  const table: [string, Parameters<typeof subscriber>[0], string][] = [
    ["on an error answer", answer(500), "500 Internal Server Error"],
    ["on a redirect", answer(302), "302 Found (redirects are not followed)"],
    ["on 410", answer(410), "410 Gone"],
    ["when the connection ends without an answer", ({ socket }) => socket.end(), "connection closed"],
    ["when the connection is reset", ({ socket }) => socket.resetAndDestroy(), "ECONNRESET"],
    ["when the answer is cut short", cut, "connection closed"],
    ["when no answer comes in time", () => {}, "timeout"],
  ];
  for (const [name, handle, reason] of table) {
    test(name, async () => {
      const { url } = await subscriber(handle);
      const { dispatcher, observer } = dispatcherFor([url], { timeoutSeconds: 0.1 });
      dispatcher.deliver(0, 5, envelope(5));
      await observer.until("refused", 1);
      assert.deepEqual(observer.ofEvents, [
        { kind: "sent", client: 0, index: 5 },
        { kind: "refused", client: 0, index: 5, reason },
      ]);
      assert.equal(dispatcher.pending, 0);
    });
  }

  test("when nobody listens, unsent", async () => {
    const { url, server } = await subscriber(() => {});
    await new Promise((resolve) => server.close(resolve));
    const { dispatcher, observer } = dispatcherFor([url], { maxConnectionsPerPeer: 2 });
    for (let index = 0; index < 10; index++) dispatcher.deliver(0, index, envelope(index));
    await observer.until("refused", 10);
    assert.deepEqual(new Set(observer.reasons("refused")), new Set(["ECONNREFUSED"]));
    assert.deepEqual(observer.of("sent"), []);
    assert.equal(dispatcher.pending, 0);
  });

  test("when the recipient has no endpoint", () => {
    const { dispatcher, observer } = dispatcherFor([]);
    dispatcher.deliver(3, 5, envelope(5));
    assert.deepEqual(observer.observations, [{ kind: "refused", client: 3, index: 5, reason: "no endpoint" }]);
    assert.equal(dispatcher.pending, 0);
  });
});

test("a subscriber that was refused is tried again with the next event", async () => {
  let requests = 0;
  const { url } = await subscriber(({ socket }, response) => {
    if (requests++ % 2 === 0) socket.resetAndDestroy();
    else response.writeHead(204).end();
  });
  const { dispatcher, observer } = dispatcherFor([url], { maxConnectionsPerPeer: 1 });
  for (let index = 0; index < 10; index++) dispatcher.deliver(0, index, envelope(index));
  await observer.until("acked", 5);
  await observer.until("refused", 5);
  assert.deepEqual(observer.pairs("acked"), ["0:1", "0:3", "0:5", "0:7", "0:9"]);
});

test("there is room for so many deliveries and no more", () => {
  const { dispatcher } = dispatcherFor([]);
  assert.equal(dispatcher.hasRoomFor(MAX_PENDING), true);
  assert.equal(dispatcher.hasRoomFor(MAX_PENDING + 1), false);
});

test("close gives up what is under way and leaves no connection", async () => {
  const { url, server } = await subscriber(() => {});
  const { dispatcher, observer } = dispatcherFor([url], { maxConnectionsPerPeer: 2 });
  for (let index = 0; index < 5; index++) dispatcher.deliver(0, index, envelope(index));
  await observer.until("sent", 2);
  await dispatcher.close();
  assert.equal(dispatcher.pending, 0);
  assert.equal(dispatcher.counters().connectionsOpen, 0);
  assert.deepEqual(observer.of("refused"), []);
  const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await until(async () => (await open()) === 0);
});

test("close while connecting leaves no connection either", async () => {
  const sockets: Socket[] = [];
  const { url, server } = await subscriber(() => {});
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const { dispatcher, observer } = dispatcherFor([url]);
  dispatcher.deliver(0, 0, envelope(0));
  await dispatcher.close();
  assert.equal(dispatcher.pending, 0);
  await until(() => sockets.every(({ destroyed }) => destroyed) && dispatcher.counters().connectionsOpen === 0);
  assert.deepEqual(observer.observations, []);
});

test("interim answers without end are no answer", async () => {
  const server = createTcpServer((socket) => {
    const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 30);
    socket.on("error", () => {});
    socket.on("close", () => clearInterval(timer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => server.close());
  const { dispatcher, observer } = dispatcherFor([`http://127.0.0.1:${(server.address() as AddressInfo).port}`], {
    timeoutSeconds: 0.2,
  });
  dispatcher.deliver(0, 1, envelope(1));
  await observer.until("refused", 1);
  assert.deepEqual(observer.of("refused"), [{ kind: "refused", client: 0, index: 1, reason: "timeout" }]);
});

test("what waits is bounded in bytes, too; a body counts once for all its recipients", async () => {
  const observer = new RecordingObserver();
  const parsed = config.parse({});
  const postingBy = (owner: DeliveriesOwner) => new Pools(owner, parsed, undefined);
  const dispatcher = new Dispatcher({ config: parsed, guarantee: "at-least-once", keys, observer, postingBy });
  closers.push(() => dispatcher.close());
  const [half, rest] = [Buffer.alloc(MAX_PENDING_BYTES / 2), Buffer.alloc(MAX_PENDING_BYTES / 2 + 1)];
  for (let recipient = 0; recipient < 10; recipient++) dispatcher.deliver(recipient, 1, half);
  assert.equal(dispatcher.hasRoomFor(1), true);
  dispatcher.deliver(0, 2, rest);
  assert.equal(dispatcher.hasRoomFor(1), false);
  dispatcher.subscribe([]); // nobody is there for what waited: it is settled
  assert.deepEqual([dispatcher.pending, dispatcher.hasRoomFor(1)], [0, true]);
});
