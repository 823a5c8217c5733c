/** The service, with the `eventsource` package and plain requests as its clients. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import type { Service } from "../../../src/transports/transport.js";
import { issueToken } from "../../../src/transports/websocket/access-tokens.js";
import { MemoryJournal } from "../websocket/memory-journal.js";
import { until } from "../websocket/recording-observer.js";
import { authorization, event, joined, report, SECRET, started, urlOf } from "./peer.js";

const publish = (service: Service, ...indexes: number[]): void => {
  for (const index of indexes) service.publish(index, event(index));
};

/** A stream as plain text. */
async function raw(t: TestContext, service: Service, client: number, head: Record<string, string> = {}) {
  const socket = connect(service.port, "127.0.0.1");
  t.after(() => socket.destroy());
  const seen = { text: "", closed: false };
  socket.on("data", (chunk) => {
    seen.text += chunk.toString();
  });
  socket.on("close", () => {
    seen.closed = true;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  const lines = Object.entries({ Host: "x", ...authorization(client), ...head }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write(`GET /clients/${client}/stream HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  return { socket, seen };
}

test("an EventSource gets every event, byte for byte, with an id", async (t) => {
  const { service, observer } = await started(t);
  const { received } = await joined(t, service, 0);
  publish(service, 1, 2, 3);
  await until(() => received.length === 3);
  assert.deepEqual(
    received.map(({ data }) => data),
    [1, 2, 3].map((index) => event(index).toString()),
  );
  assert.match(received[0]!.id, /^\w+\.1$/);
  assert.deepEqual(
    observer.sentEvents,
    [1, 2, 3].map((index) => [0, index]),
  );
});

test("under at-most-once an event has no id, and nobody is waited for", async (t) => {
  const { service } = await started(t, { guarantee: "at-most-once" });
  const { received } = await joined(t, service, 0);
  publish(service, 1);
  await until(() => received.length === 1);
  assert.equal(received[0]!.id, "");
  await until(() => service.pending() === 0);
});

test("the head says what it is, that nobody may keep it, and that the stream lasts as long as the connection", async (t) => {
  const { service } = await started(t, { guarantee: "at-most-once" });
  const { seen } = await raw(t, service, 0);
  await until(() => seen.text.includes("\r\n\r\n"));
  publish(service, 1);
  await until(() => seen.text.includes("evt_"));
  const [head, body] = seen.text.split("\r\n\r\n");
  assert.match(head!, /^HTTP\/1\.1 200 OK\r\n/);
  for (const line of ["Content-Type: text/event-stream", "Cache-Control: no-store", "Connection: close"])
    assert.ok(head!.split("\r\n").includes(line), line);
  assert.doesNotMatch(head!, /transfer-encoding|content-length|content-encoding/i);
  assert.equal(body, `data: ${event(1)}\n\n`);
});

test("an EventSource that was cut off comes back with the last id, and gets what it missed and nothing else", async (t) => {
  const { service, observer } = await started(t);
  const { received, requests } = await joined(t, service, 0);
  publish(service, 1, 2);
  await until(() => received.length === 2);
  const lastId = received[1]!.id;
  const { seen } = await raw(t, service, 0); // takes over
  await until(() => seen.text.includes("\r\n\r\n"));
  publish(service, 3);
  await until(() => received.length === 3, 10); // after three seconds of its own
  assert.deepEqual(requests, [null, lastId]);
  assert.equal(received[2]!.data, event(3).toString());
  assert.deepEqual(observer.ackedEvents, [
    [0, 1],
    [0, 2],
  ]);
  assert.ok(seen.text.endsWith("event: closed\ndata: replaced\n\n"), seen.text);
});

test("a report acknowledges everything up to an id", async (t) => {
  const { service, observer } = await started(t);
  const { received } = await joined(t, service, 0);
  publish(service, 1, 2, 3);
  await until(() => received.length === 3);
  assert.equal(await report(service, 0, { through: received[1]!.id }), 204);
  assert.deepEqual(observer.ackedEvents, [
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(
    [...service.outstanding()].filter(([client]) => client === 0),
    [[0, 3]],
  );
  await report(service, 0, { through: received[2]!.id });
  await report(service, 0, { through: received[0]!.id }); // late, and of no harm
  assert.deepEqual(
    [...service.outstanding()].filter(([client]) => client === 0),
    [],
  );
  assert.deepEqual(observer.problems, []);
});

test("a refused event is sent again when its client wants it, or never", async (t) => {
  const { service, observer } = await started(t);
  const { received } = await joined(t, service, 0);
  publish(service, 1, 2);
  await until(() => received.length === 2);
  const refused = { id: "evt_0000000001", reason: "no time" };
  assert.equal(await report(service, 0, { refused: [{ ...refused, retryAfterSeconds: 0.01 }] }), 204);
  await until(() => received.length === 4); // with all that came behind it
  assert.deepEqual(observer.retriedEvents, [
    [0, 1],
    [0, 2],
  ]);
  await report(service, 0, { refused: [refused] });
  assert.deepEqual(observer.refusedEvents, [[0, 1, "no time"]]);
  assert.deepEqual(observer.problems, ["no time (tried again)"]);
});

test("under at-most-once a refusal is counted", async (t) => {
  const { service, observer } = await started(t, { guarantee: "at-most-once" });
  await report(service, 1, { refused: [{ id: "evt_0000000001", reason: "refused: 503" }] });
  assert.deepEqual(observer.refusedEvents, [[1, 1, "refused: 503"]]);
});

test("a client that was given the id of another life of the service is told of the gap", async (t) => {
  for (const id of ["other.7", "nonsense", "journal.99999"]) {
    const { service, observer } = await started(t, { journal: new MemoryJournal() });
    const { seen } = await raw(t, service, 0, { "Last-Event-ID": id });
    await until(() => seen.text.includes("event: gap\n"));
    assert.deepEqual(observer.problems, ["a client resumes after events that this service never sent"]);
    assert.equal(await report(service, 0, { through: "other.7" }), 204);
    assert.equal(observer.problems[1], "ack of an event that waits for none");
  }
});

const refusals: [what: string, request: (service: Service) => Promise<Response>, status: number][] = [
  ["a wrong token", (service) => fetch(urlOf(service, 0, "stream"), { headers: { Authorization: "Bearer x" } }), 401],
  ["another client's token", (service) => fetch(urlOf(service, 0, "stream"), { headers: authorization(1) }), 401],
  ["no token", (service) => fetch(urlOf(service, 0, "stream")), 401],
  ["a client that is not there", (service) => fetch(urlOf(service, 2, "stream"), { headers: authorization(2) }), 404],
  [
    "a stream that is posted",
    (service) => fetch(urlOf(service, 0, "stream"), { method: "POST", headers: authorization(0) }),
    405,
  ],
  ["an acknowledgement that is no POST", (service) => fetch(urlOf(service, 0, "acks")), 405],
  ["events where clients send none", (service) => fetch(urlOf(service, 0, "events"), { method: "POST" }), 404],
];
for (const [what, request, status] of refusals) {
  test(`${what} is answered with ${status}`, async (t) => {
    const { service, observer } = await started(t);
    const response = await request(service);
    await response.arrayBuffer();
    assert.equal(response.status, status);
    assert.equal(observer.problems.length, 1);
  });
}

test("what is no report is answered with 400, and one that is too long with 413", async (t) => {
  const { service } = await started(t, { config: { post: { maxBodyBytes: 100 } } });
  for (const body of [
    "",
    "{",
    "[]1",
    "null",
    '{"through":7}',
    '{"refused":{}}',
    '{"refused":[{"id":"7","reason":""}]}',
  ])
    assert.equal(await report(service, 0, body), 400, body);
  assert.equal(await report(service, 0, { through: "x".repeat(100) }), 413);
});

test("a report is signed like an event", async (t) => {
  const { service, observer } = await started(t, { config: { post: { signature: "standard-webhooks" } } });
  assert.equal(await report(service, 0, {}), 401);
  assert.equal(observer.problems.length, 1);
});

test("beyond the most connections a client is told when to come again", async (t) => {
  const { service } = await started(t, { config: { maxConnections: 1 } });
  await raw(t, service, 0);
  await until(() => service.counters().connectionsOpen === 1);
  const { seen } = await raw(t, service, 1);
  await until(() => seen.text.includes("503"));
  assert.match(seen.text, /\r\nRetry-After: 1\r\n/i);
});

test("a heartbeat is a comment", async (t) => {
  const { service } = await started(t, { config: { heartbeatSeconds: 0.05 } });
  const { seen } = await raw(t, service, 0);
  await until(() => seen.text.endsWith(":\n\n:\n\n"));
});

test("a client that reads nothing of what waits for it is given up", async (t) => {
  const { service, observer } = await started(t, {
    guarantee: "at-most-once",
    config: { heartbeatSeconds: 0.05, slowConsumer: { policy: "drop", maxBufferedBytes: 2 ** 24 } },
  });
  const { socket, seen } = await raw(t, service, 0);
  await until(() => seen.text.includes("\r\n\r\n"));
  socket.pause();
  for (let index = 0; index < 10; index++) service.publish(index, event(index, "x".repeat(1_000_000)));
  await until(() => observer.problems.length > 0);
  assert.deepEqual(observer.problems, ["connection lost: the client reads nothing"]);
});

test("what waits behind another stream of the same connection is bounded like everything that waits", async (t) => {
  const slowConsumer = { policy: "drop" as const, maxBufferedBytes: 65_536 };
  const { service, observer } = await started(t, { guarantee: "at-most-once", config: { slowConsumer } });
  const { socket, seen } = await raw(t, service, 0);
  const { Authorization } = authorization(1);
  socket.write(`GET /clients/1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\n\r\n`);
  await until(() => seen.text.includes("\r\n\r\n"));
  service.publish(0, event(0));
  await until(() => observer.sentEvents.length === 2);
  for (let index = 1; index <= 10; index++) service.publish(index, event(index, "x".repeat(20_000)));
  const dropped = observer.refusedEvents.filter(([client]) => client === 1);
  assert.ok(dropped.length >= 5, `${dropped.length} of 10`);
  assert.equal(dropped[0]![2], "slow consumer: dropped");
});

test("a stream ends with its token, and the client is told", async (t) => {
  const { service, observer } = await started(t, { config: { tokenSeconds: 1 } });
  const endless = await fetch(urlOf(service, 0, "stream"), { headers: authorization(0) });
  assert.equal(endless.status, 401, "a token without an end");
  await endless.arrayBuffer();
  const token = issueToken(SECRET, 0, Date.now() / 1000 + 1);
  const { seen } = await raw(t, service, 0, { Authorization: `Bearer ${token}` });
  await until(() => seen.closed);
  assert.ok(seen.text.endsWith("event: closed\ndata: token expired\n\n"), seen.text);
  assert.deepEqual(observer.problems.slice(1), ["token expired"]);
});

test("a client that goes without a word is no problem; one whose connection is reset is", async (t) => {
  const { service, observer } = await started(t);
  const first = await raw(t, service, 0);
  await until(() => first.seen.text.includes("\r\n\r\n"));
  first.socket.end();
  await until(() => first.seen.closed);
  const second = await raw(t, service, 0);
  await until(() => second.seen.text.includes("\r\n\r\n"));
  second.socket.resetAndDestroy();
  await until(() => observer.problems.length > 0);
  assert.deepEqual(observer.problems, ["connection lost: ECONNRESET"]);
});
