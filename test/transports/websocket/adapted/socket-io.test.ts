/** Our clients and the real server of Socket.IO. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { Server, type ServerOptions, type Socket } from "socket.io";
import { SERVICE } from "../../../../src/flow.js";
import { until } from "../recording-observer.js";
import { driverTo, event, NEVER, type Played, type Settings, SOON, serving } from "./stage.js";

const SIO = { protocol: "socket.io" } as const;

async function socketIo(
  t: TestContext,
  serve: (socket: Socket, io: Server) => void,
  options: Partial<ServerOptions> = {},
) {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], ...options });
  io.on("connection", (socket) => serve(socket, io));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  t.after(() => io.close());
  return { io, port: (http.address() as AddressInfo).port };
}

const opened = async (t: TestContext, port: number, settings: Settings = {}, played: Played = {}) => {
  const stage = driverTo(t, port, { ...SIO, ...settings }, played);
  await stage.driver.open();
  return stage;
};

for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  test(`${guarantee}: events are emitted as objects, and acknowledged by the callback`, async (t) => {
    const received: unknown[] = [];
    const { port } = await socketIo(t, (socket) =>
      socket.on("message", (message, ack) => {
        received.push(message);
        ack({ ok: true, taken: received.length });
      }),
    );
    const { driver, observer, send } = await opened(t, port, {}, { guarantee });
    for (let index = 0; index < 50; index++) send(0, index);
    await until(() => driver.pending() === 0);
    assert.deepEqual(
      received,
      Array.from({ length: 50 }, (_, index) => JSON.parse(event(index).toString())),
    );
    assert.deepEqual(observer.ackedEvents, observer.sentEvents);
    assert.deepEqual(observer.problems, []);
  });
}

test("name, auth, path, headers and first message are those of the settings", async (t) => {
  const seen: unknown[] = [];
  const { port } = await socketIo(
    t,
    (socket) => {
      const { auth, headers } = socket.handshake;
      seen.push(auth, headers["x-app"], socket.handshake.query.v);
      socket.on("join", (...rooms) => seen.push(rooms));
      socket.on("chat", (message, ack) => {
        seen.push(message);
        ack();
      });
    },
    { path: "/live/" },
  );
  const settings = {
    path: "/live/?v={{client}}",
    headers: { "X-App": "a{{room}}" },
    auth: '{"as":{{client}}}',
    join: '["join","room {{room}}",{"as":{{client}}}]',
    emits: "chat",
    message: "{{id}} {{filler}}",
  };
  const { driver, send } = await opened(t, port, settings, { clients: [3], roomSize: 2 });
  send(3, 1);
  await until(() => driver.pending() === 0);
  const words = seen.pop() as string;
  assert.deepEqual(seen, [{ as: 3 }, "a1", "3", ["room 1", { as: 3 }]]);
  assert.match(words, /^evt_0000000001 [a-z ]+$/);
  assert.equal(words.length, event(1).length);
});

test("a message that is JSON is an argument, and one that is not is a string", async (t) => {
  const received: unknown[] = [];
  const { port } = await socketIo(t, (socket) =>
    socket.on("message", (message, ack) => {
      received.push(message);
      ack();
    }),
  );
  for (const message of ['{"n":"{{id}}"}', "n={{id}}"]) {
    const { driver, send } = await opened(t, port, { message });
    send(0, 5);
    await until(() => driver.pending() === 0);
  }
  assert.deepEqual(received, [{ n: "evt_0000000005" }, "n=evt_0000000005"]);
});

test("a service that refuses the connection is told with its own words", async (t) => {
  const { io, port } = await socketIo(t, () => {});
  io.use((_, next) => next(new Error("not you")));
  await assert.rejects(driverTo(t, port, SIO).driver.open(), {
    message: /^client 0: the service refuses the Socket\.IO connection: .*not you/,
  });
});

test("a service that is not Socket.IO, or another path of one, is told as it is", async (t) => {
  const { port } = await serving(t, (socket) => socket.send("hello"));
  await assert.rejects(driverTo(t, port, SIO, { openTimeoutMs: 500 }).driver.open(), {
    message: 'client 0: no Socket.IO connection within 500 ms: "hello" came',
  });
  const early = await serving(t, (socket) => socket.send('40{"sid":"x"}'));
  await assert.rejects(driverTo(t, early.port, SIO, { openTimeoutMs: 500 }).driver.open(), {
    message: 'client 0: no Socket.IO connection within 500 ms: "40{\\"sid\\":\\"x\\"}" came',
  });
  const other = await socketIo(t, () => {}, { path: "/other", destroyUpgradeTimeout: 10 });
  await assert.rejects(driverTo(t, other.port, SIO).driver.open(), { message: /ended before the answer|404|400/ });
});

test("at-least-once: a server that drops every third ack gets those events again, and each is acknowledged once", async (t) => {
  const copies = new Map<string, number>();
  let calls = 0;
  const { port } = await socketIo(t, (socket) =>
    socket.on("message", ({ id }, ack) => {
      copies.set(id, (copies.get(id) ?? 0) + 1);
      if (++calls % 3 !== 0) ack();
    }),
  );
  const { driver, observer, send } = await opened(t, port, { ackTimeoutSeconds: 0.04 });
  for (let index = 0; index < 30; index++) send(0, index);
  await until(() => driver.pending() === 0);
  assert.equal(observer.ackedEvents.length, 30);
  assert.equal(copies.size, 30);
  const again = [...copies.values()].reduce((sum, count) => sum + count - 1, 0);
  assert.equal(observer.retriedEvents.length, again);
  assert.ok(again >= 10);
});

test("at-least-once: a client that the server disconnects, or that loses its transport, comes back and loses nothing", async (t) => {
  let connections = 0;
  const joined: number[] = [];
  const { port } = await socketIo(t, (socket) => {
    const connection = ++connections;
    let messages = 0;
    socket.on("join", () => joined.push(connection));
    socket.on("message", (_, ack) => {
      if (++messages > 5) return;
      ack();
      if (messages === 5 && connection === 1) socket.disconnect();
      else if (messages === 5 && connection === 2) socket.disconnect(true);
      else if (messages === 5 && connection === 3) socket.conn.transport.close();
      else messages = Math.min(messages, connection > 3 ? 0 : messages);
    });
  });
  const { driver, observer, send } = await opened(t, port, { reconnect: SOON, join: '["join"]' });
  for (let index = 0; index < 25; index++) send(0, index);
  await until(() => driver.pending() === 0);
  assert.equal(observer.ackedEvents.length, 25);
  assert.deepEqual(joined, [1, 2, 3, 4]);
  assert.equal(observer.problems[0], "closed by the service: a Socket.IO packet says so");
  assert.equal(observer.disconnectedClients.length, 3);
});

test("the server's pings are answered, so it keeps the client; a server whose pings end is given up", async (t) => {
  const { io, port } = await socketIo(t, () => {}, { pingInterval: 20, pingTimeout: 5000 });
  const settings = { heartbeatSeconds: 0.04, reconnect: NEVER };
  const { observer } = await opened(t, port, settings);
  let pongs = 0;
  for (const socket of io.sockets.sockets.values()) socket.conn.on("heartbeat", () => pongs++);
  await until(() => pongs === 5);
  assert.deepEqual(observer.disconnectedClients, []);
  const silent = await serving(t, (socket) => {
    socket.send('0{"sid":"x","upgrades":[],"pingInterval":20,"pingTimeout":20,"maxPayload":1000000}');
    socket.on("message", () => socket.send('40{"sid":"y"}'));
  });
  const second = await opened(t, silent.port, settings);
  await until(() => second.observer.problems.length === 1);
  assert.deepEqual(second.observer.problems, ["connection lost: no heartbeat from the service"]);
});

test("rooms: what the server emits to the others of a room is a delivery to each, whoever wants an ack gets one", async (t) => {
  let acks = 0;
  let joined = 0;
  const { port } = await socketIo(t, (socket) => {
    socket.on("join", (room) => {
      socket.join(room);
      joined++;
    });
    socket.on("chat", (message, ...others) => {
      assert.deepEqual(others, [], "nobody waits for an ack");
      const [, room] = [...socket.rooms];
      socket
        .to(room!)
        .timeout(5000)
        .emit("chat", message, () => acks++);
    });
  });
  const { observer, send } = await opened(
    t,
    port,
    { emits: "chat", join: '["join","{{room}}"]' },
    { flow: "relay", guarantee: "at-most-once", clients: [0, 1, 2, 3, 4, 5], roomSize: 3, senders: [0, 4] },
  );
  await until(() => joined === 6); // nobody answers a join
  send(0, 0);
  send(4, 1);
  await until(() => observer.deliveredEvents.length === 4);
  const delivered = observer.deliveredEvents.sort(([a], [b]) => a - b);
  assert.deepEqual(delivered, [
    [1, 0],
    [2, 0],
    [3, 1],
    [5, 1],
  ]);
  await until(() => acks === 2);
});

test("answer none: the events are emitted without an ack, and a pong shows that they were read", async (t) => {
  const seen: unknown[][] = [];
  const { port } = await socketIo(t, (socket) => socket.on("message", (...args) => seen.push(args)));
  const { driver, observer, send } = await opened(t, port, { answer: "none" }, { guarantee: "at-most-once" });
  for (let index = 0; index < 5; index++) send(0, index);
  await until(() => driver.pending() === 0);
  assert.deepEqual(
    seen.map((args) => args.length),
    Array(5).fill(1),
  );
  assert.deepEqual(
    observer.deliveredEvents,
    Array.from({ length: 5 }, (_, index) => [SERVICE, index]),
  );
});

test("a client that closes says goodbye: the server sees that it left on purpose", async (t) => {
  const reasons: string[] = [];
  const { port } = await socketIo(t, (socket) => socket.on("disconnect", (reason) => reasons.push(reason)));
  const { driver } = await opened(t, port);
  await driver.close();
  await until(() => reasons.length === 1);
  assert.deepEqual(reasons, ["client namespace disconnect"]);
});

test("binary packets, packets of unknown kinds and acks of nothing are reasons, and nothing else", async (t) => {
  const { port } = await socketIo(t, (socket) => {
    socket.on("message", (_, ack) => {
      socket.emit("file", Buffer.from("bytes"));
      socket.emit("news", { a: 1 });
      ack();
    });
    socket.conn.transport.send(["9?", "3999[]", "3[]"].map((data) => ({ type: "message", data })));
  });
  const { driver, observer, send } = await opened(t, port);
  await until(() => observer.problems.length === 3);
  send(0, 0);
  await until(() => driver.pending() === 0);
  assert.deepEqual(observer.problems, [
    'a packet that is not understood: "49?"',
    "ack of an event that waits for none",
    'a packet that is not understood: "43[]"',
    'a packet that is not understood: "451-[\\"file\\",{\\"_placeholder\\":true,\\"num\\":0}]"',
    'a binary packet, which is not understood: "bytes"',
    'neither an event nor an answer: "[\\"news\\",{\\"a\\":1}]"',
  ]);
});

test("whatever packets come, none is taken for an ack of an event, and the connection stays", async (t) => {
  const type = fc.constantFrom("", "0", "2", "3", "4", "40", "42", "43", "44", "45", "46", "4212", "5", "6", "9");
  const packets = fc
    .sample(fc.tuple(type, fc.oneof(fc.string(), fc.json())), { numRuns: 300, seed: 1 })
    .map((parts) => parts.join(""))
    .filter((packet) => !/^(1|41|430)/.test(packet)); // goodbyes, and an ack of the event
  const { port } = await serving(t, (socket) => {
    socket.send('0{"sid":"x","upgrades":[],"pingInterval":20000,"pingTimeout":20000,"maxPayload":1000000}');
    socket.on("message", (data) => {
      if (String(data) === "40") socket.send('40{"sid":"y"}');
      if (!String(data).startsWith("420")) return;
      for (const packet of packets) socket.send(packet);
      socket.send("430[]");
    });
  });
  const { driver, observer, send } = await opened(t, port);
  send(0, 0);
  await until(() => driver.pending() === 0);
  assert.deepEqual(observer.ackedEvents, [[0, 0]]);
  assert.deepEqual([observer.disconnectedClients, observer.deliveredEvents, observer.refusedEvents], [[], [], []]);
  assert.ok(new Set(observer.problems).size < 20, "a few are quoted, and the others counted");
});
