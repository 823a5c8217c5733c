/** Our clients and plain ws servers that know nothing of pushbench. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WebSocket } from "ws";
import { accessToken } from "../../../../src/events/secret.js";
import { until } from "../recording-observer.js";
import { driverTo, event, id, NEVER, type Settings, SOON, serving } from "./stage.js";

test("the upgrade has the path, the headers and the subprotocol of the settings, and no token that was not asked for", async (t) => {
  const seen: unknown[] = [];
  const { port } = await serving(t, (_, { url, headers }) =>
    seen.push([url, headers.origin, headers.authorization, headers["x-room"], headers["sec-websocket-protocol"]]),
  );
  const settings: Settings = {
    path: "/live/{{room}}?me={{client}}",
    headers: { Origin: "https://app.example", Authorization: "Bearer {{token}}", "X-Room": "r{{room}}" },
    subprotocol: "chat.v1",
  };
  const { driver } = driverTo(t, port, settings, { clients: [0, 1, 2], roomSize: 2 });
  await driver.open();
  const expected = [0, 1, 2].map((client) => {
    const room = client >> 1;
    return [
      `/live/${room}?me=${client}`,
      "https://app.example",
      `Bearer ${accessToken("s", client)}`,
      `r${room}`,
      "chat.v1",
    ];
  });
  assert.deepEqual(seen.sort(), expected);
  const bare = driverTo(t, port, { path: "/" });
  await bare.driver.open();
  assert.deepEqual(seen.at(-1), ["/", undefined, undefined, undefined, undefined]);
});

/** How a server answers, and what says so in the settings. */
const answers: [what: string, settings: Settings, answer: (text: string, index: number) => string | Buffer][] = [
  ["echo", { answer: "echo" }, (text) => text],
  ["an echo in a binary frame", { answer: "echo" }, (text) => Buffer.from(text)],
  ["an echo in other words", { answer: "echo" }, (text) => `you said: ${text}`],
  [
    "a JSON pointer",
    { answer: { pointer: "/data/ok" } },
    (_, index) => JSON.stringify({ data: { ok: id(index) } }, null, 1),
  ],
  ["a pattern", { answer: { pattern: "^ack (?<id>\\S+)$" } }, (_, index) => `ack ${id(index)}`],
  [
    "an echo of a message of the user's own",
    { answer: "echo", message: '{"m":"{{id}} from {{client}} {{filler}}"}' },
    (text) => text,
  ],
];
for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  for (const [what, settings, answer] of answers) {
    test(`${guarantee}: events are acknowledged by ${what}`, async (t) => {
      let next = 0;
      const { port } = await serving(t, (socket) =>
        socket.on("message", (data) => socket.send(answer(String(data), next++))),
      );
      const { driver, observer, send } = driverTo(t, port, settings, { guarantee, senders: Array(20).fill(0) });
      await driver.open();
      for (let index = 0; index < 20; index++) send(0, index);
      assert.equal(driver.pending(), 20);
      await until(() => driver.pending() === 0);
      assert.deepEqual(observer.ackedEvents, observer.sentEvents);
      assert.equal(observer.ackedEvents.length, 20);
      assert.deepEqual([observer.problems, observer.refusedEvents, observer.retriedEvents], [[], [], []]);
    });
  }
}

test("the message is the envelope, byte for byte, or what its template makes of it", async (t) => {
  const received: string[] = [];
  const { port } = await serving(t, (socket) => socket.on("message", (data) => received.push(String(data))));
  const plain = driverTo(t, port, { path: "/", answer: "none" }, { guarantee: "at-most-once" });
  await plain.driver.open();
  plain.send(0, 7);
  await until(() => received.length === 1);
  assert.equal(received[0], event(7).toString());
  const message = '{"n":"{{id}}","by":{{client}},"text":"{{filler}}"}';
  const own = driverTo(t, port, { message }, { guarantee: "at-most-once" });
  await own.driver.open();
  own.send(0, 8);
  await until(() => received.length === 2);
  assert.match(received[1]!, /^\{"n":"evt_0000000008","by":0,"text":"[a-z ]+"\}$/);
  assert.equal(received[1]!.length, event(8).length);
});

test("deflate works with a service's own words, too", async (t) => {
  const { port } = await serving(t, (socket) => socket.on("message", (data) => socket.send(String(data))), {
    perMessageDeflate: { serverNoContextTakeover: true, threshold: 0 },
  });
  const { driver, observer, send } = driverTo(t, port, { answer: "echo", deflate: true }, { senders: [0] });
  await driver.open();
  send(0, 0);
  await until(() => observer.ackedEvents.length === 1);
});

test("a client counts as connected when it was greeted, and joins once per connection, before its events", async (t) => {
  const received: string[] = [];
  let connections = 0;
  const { port } = await serving(t, (socket) => {
    connections++;
    socket.send("loading");
    socket.send("welcome 1");
    socket.on("message", (data) => {
      received.push(String(data));
      if (received.length === 2) socket.close(1012, "restart");
      else if (String(data).startsWith("{")) socket.send(data);
    });
  });
  const settings = { greeting: "^welcome \\d", join: "join {{room}} as {{client}}", answer: "echo", reconnect: SOON };
  const { driver, observer, send } = driverTo(t, port, settings, { clients: [5], roomSize: 4 });
  await driver.open();
  assert.deepEqual(observer.connectedClients, [5]);
  send(5, 0);
  await until(() => driver.pending() === 0);
  assert.equal(connections, 2);
  assert.deepEqual(received, ["join 1 as 5", event(0).toString(), "join 1 as 5", event(0).toString()]);
  assert.deepEqual(observer.retriedEvents, [[5, 0]]);
  assert.deepEqual(observer.problems, ["closed by the service: 1012 restart"]);
});

test("at-least-once: what is not answered in time is sent again, and what is answered twice counts once", async (t) => {
  let copies = 0;
  const { port } = await serving(t, (socket) =>
    socket.on("message", (data) => {
      if (++copies > 1) for (let i = 0; i < 2; i++) socket.send(data);
    }),
  );
  const { driver, observer, send } = driverTo(t, port, { answer: "echo", ackTimeoutSeconds: 0.04 });
  await driver.open();
  send(0, 0);
  await until(() => driver.pending() === 0);
  assert.deepEqual(observer.ackedEvents, [[0, 0]]);
  assert.deepEqual(observer.retriedEvents, [[0, 0]]);
  assert.deepEqual(observer.problems, ["no acknowledgement in time (tried again)"]);
});

test("at-least-once: no more than the window is under way", async (t) => {
  const held: [WebSocket, string][] = [];
  const { port } = await serving(t, (socket) => socket.on("message", (data) => held.push([socket, String(data)])));
  const { driver, observer, send } = driverTo(t, port, { answer: "echo", ackWindow: 4 });
  await driver.open();
  for (let index = 0; index < 10; index++) send(0, index);
  await until(() => held.length === 4);
  assert.equal(observer.sentEvents.length, 4);
  while (observer.ackedEvents.length < 10) {
    await until(() => held.length > 0);
    const [socket, text] = held.shift()!;
    const acked = observer.ackedEvents.length;
    socket.send(text);
    await until(() => observer.ackedEvents.length > acked);
  }
  assert.equal(driver.pending(), 0);
});

test("at-most-once: what is not answered in time, or not before the connection ends, is refused with the reason", async (t) => {
  const { server, port } = await serving(t, () => {});
  const settings = { answer: "echo", ackTimeoutSeconds: 0.04, reconnect: NEVER };
  const { driver, observer, send } = driverTo(t, port, settings, { guarantee: "at-most-once" });
  await driver.open();
  send(0, 0);
  assert.deepEqual([...driver.outstanding()], [[0, 0]]);
  await until(() => driver.pending() === 0);
  assert.deepEqual(observer.refusedEvents, [[0, 0, "no acknowledgement in time"]]);
  send(0, 1);
  for (const socket of server.clients) socket.close(1011, "out of memory");
  await until(() => observer.refusedEvents.length === 2);
  assert.deepEqual(observer.refusedEvents[1], [0, 1, "closed by the service: 1011 out of memory"]);
  assert.deepEqual([...driver.outstanding()], []);
  send(0, 2);
  assert.deepEqual(observer.refusedEvents[2], [0, 2, "not connected"]);
});

test("at-most-once: an answer that takes its time, within the time that it has, is an answer", async (t) => {
  const { port } = await serving(t, (socket) =>
    socket.on("message", (data) => setTimeout(() => socket.send(data), 60)),
  );
  // It is looked after four times in that time, the first time before the answer comes.
  const settings = { answer: "echo", ackTimeoutSeconds: 0.2 } as const;
  const { driver, observer, send } = driverTo(t, port, settings, { guarantee: "at-most-once" });
  await driver.open();
  send(0, 0);
  await until(() => driver.pending() === 0);
  assert.deepEqual([observer.ackedEvents, observer.refusedEvents], [[[0, 0]], []]);
});

test("at-least-once: when all connections are reset at once, all come back, join again and lose nothing", async (t) => {
  const joins: string[] = [];
  let reads = 0;
  const { port } = await serving(t, (socket) =>
    socket.on("message", (data) => {
      if (String(data).startsWith("join")) joins.push(String(data));
      else if (++reads > 4) socket.send(data); // the first are never answered
    }),
  );
  const settings = { answer: "echo", join: "join as {{client}}", reconnect: SOON } as const;
  const { driver, observer, send } = driverTo(t, port, settings, { clients: [0, 1] });
  await driver.open();
  for (let index = 0; index < 4; index++) send(index % 2, index);
  await until(() => reads === 4);
  driver.dropConnections();
  await until(() => driver.pending() === 0);
  assert.deepEqual(joins.sort(), ["join as 0", "join as 0", "join as 1", "join as 1"]);
  assert.deepEqual(observer.ackedEvents.length, 4);
  assert.deepEqual(observer.problems, ["connection reset by the client", "connection reset by the client"]);
});
