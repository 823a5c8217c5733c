/** Our service against the `ws` client: an independent peer. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";
import { WebSocket } from "ws";
import { accessToken } from "../../../src/events/secret.js";
import { type Flow, SERVICE } from "../../../src/flow.js";
import type { Service } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/websocket/config.js";
import { startService } from "../../../src/transports/websocket/service.js";
import { ack, event, joined, numbered, ORIGIN, started } from "./peer.js";
import { RecordingObserver, until } from "./recording-observer.js";

/** The status and body with which an upgrade is refused. */
async function refusal(
  service: Service,
  path: string,
  headers: Record<string, string>,
): Promise<[number | undefined, string]> {
  const socket = new WebSocket(`ws://127.0.0.1:${service.port}${path}`, { headers });
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return [response.statusCode, body];
}

const bearer = (client: number) => `Bearer ${accessToken("s", client)}`;
const refusals: [what: string, path: string, headers: Record<string, string>, status: number, body: RegExp][] = [
  ["a wrong token", "/connect?client=0", { origin: ORIGIN, authorization: bearer(1) }, 401, /token/],
  ["no token", "/connect?client=0", { origin: ORIGIN }, 401, /token/],
  ["another origin", "/connect?client=0", { origin: "https://evil.example", authorization: bearer(0) }, 403, /origin/],
  ["an unknown client", "/connect?client=2", { origin: ORIGIN, authorization: bearer(2) }, 400, /0 to 1/],
  ["another path", "/", { origin: ORIGIN, authorization: bearer(0) }, 404, /connect/],
];
for (const [what, path, headers, status, body] of refusals) {
  test(`an upgrade with ${what} is refused with ${status}`, async (t) => {
    const { service, observer } = await started(t);
    const [actual, text] = await refusal(service, path, headers);
    assert.equal(actual, status);
    assert.match(text, body);
    assert.deepEqual(observer.problems, [`upgrade refused: ${status}`]);
  });
}

test("a request that is no upgrade is told to upgrade", async (t) => {
  const { service } = await started(t);
  const response = await fetch(`http://127.0.0.1:${service.port}/connect?client=0`);
  assert.equal(response.status, 426);
  assert.equal(response.headers.get("upgrade"), "websocket");
});

test("ingest: an event is delivered in the service and acked", async (t) => {
  const { service, observer } = await started(t);
  const { socket, received } = await joined(t, service, 1);
  socket.send(event(5).toString());
  socket.send(event(6, "€").toString());
  await until(() => received.length === 2);
  assert.deepEqual(observer.deliveredEvents, [
    [SERVICE, 5],
    [SERVICE, 6],
  ]);
  assert.deepEqual(received, [ack(5), ack(6)]);
  assert.deepEqual(observer.sentEvents, []);
  assert.equal(service.pending(), 0);
});

test("at most once nothing is acked, and nothing is pending", async (t) => {
  const { service, observer } = await started(t, { flow: "relay", guarantee: "at-most-once" });
  const one = await joined(t, service, 0);
  const other = await joined(t, service, 1);
  one.socket.send(event(5).toString());
  await until(() => other.received.length === 1);
  one.socket.ping();
  await once(one.socket, "pong");
  assert.deepEqual(one.received, []);
  assert.deepEqual(observer.sentEvents, [[1, 5]]);
  assert.equal(service.pending(), 0);
});

test("relay: the other members of the room get the very bytes and a number, the sender gets an ack", async (t) => {
  const { service, observer } = await started(t, { flow: "relay", clients: 5, roomSize: 3 });
  const members = await Promise.all([0, 1, 2, 3, 4].map((client) => joined(t, service, client)));
  const body = '{ "id" : "evt_0000000007", "type":"x","timestamp":"y","data":"spaces are kept: €" }';
  members[1]!.socket.send(body);
  await until(() => members[0]!.received.length === 1 && members[2]!.received.length === 1);
  await until(() => members[1]!.received.length === 1);
  assert.deepEqual(
    members.map(({ received }) => received),
    [[numbered(body, 1)], [ack(7)], [numbered(body, 1)], [], []],
  );
  assert.deepEqual(observer.sentEvents, [
    [0, 7],
    [2, 7],
  ]);
  assert.deepEqual(observer.deliveredEvents, []);
  assert.equal(service.pending(), 2);
  members[2]!.socket.send(ack(7));
  await until(() => service.pending() === 1);
  assert.deepEqual(observer.ackedEvents, [[2, 7]]);
});

test("broadcast: everybody connected gets the event, for the others it is kept", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 3 });
  const first = await joined(t, service, 0);
  const third = await joined(t, service, 2);
  const body = event(11);
  service.publish(11, body);
  await until(() => first.received.length === 1 && third.received.length === 1);
  assert.deepEqual([first.received, third.received], [[numbered(body, 1)], [numbered(body, 1)]]);
  assert.deepEqual(observer.sentEvents, [
    [0, 11],
    [2, 11],
  ]);
  assert.deepEqual(observer.refusedEvents, []);
  assert.equal(service.pending(), 3);
  first.socket.send(ack(11));
  third.socket.send(ack(11));
  third.socket.send(ack(11));
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.problems, ["ack of an event that waits for none"]);
  assert.deepEqual(observer.ackedEvents.sort(), [
    [0, 11],
    [2, 11],
  ]);
  assert.deepEqual([...service.outstanding()], [[1, 11]]);
});

test("broadcast, at most once: for clients that are not connected it is refused", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", guarantee: "at-most-once" });
  const { received } = await joined(t, service, 0);
  const body = event(11);
  service.publish(11, body);
  await until(() => received.length === 1);
  assert.deepEqual(received, [body.toString()]);
  assert.deepEqual(observer.refusedEvents, [[1, 11, "not connected"]]);
});

test("a client that says goodbye settles its own deliveries as refused", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast" });
  const { socket } = await joined(t, service, 0);
  await joined(t, service, 1);
  service.publish(1, event(1));
  service.publish(2, event(2));
  assert.equal(service.pending(), 4);
  socket.close(1000);
  await until(() => service.pending() === 2);
  assert.deepEqual(observer.refusedEvents, [
    [0, 1, "closed by the client: 1000"],
    [0, 2, "closed by the client: 1000"],
  ]);
  service.publish(3, event(3));
  assert.deepEqual(observer.refusedEvents[2], [0, 3, "not connected"]);
  assert.deepEqual(observer.problems, []);
});

test("a normal close is no problem", async (t) => {
  const { service, observer } = await started(t);
  const { socket } = await joined(t, service, 0);
  socket.close(1000);
  await until(() => service.counters().connectionsOpen === 0);
  assert.deepEqual(observer.problems, []);
});

test("a client that connects again replaces its earlier connection, which is closed with 4001", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  const earlier = await joined(t, service, 0);
  service.publish(1, event(1));
  const closed = once(earlier.socket, "close");
  const later = await joined(t, service, 0);
  const [code] = await closed;
  assert.equal(code, 4001);
  assert.deepEqual(observer.refusedEvents, []);
  service.publish(2, event(2));
  await until(() => later.received.length === 2);
  assert.deepEqual(observer.retriedEvents, [[0, 1]]);
  assert.equal(service.pending(), 2);
  assert.deepEqual(observer.problems, []);
});

test("what a replaced connection still sends is not heard", async (t) => {
  const { service, observer } = await started(t, { clients: 1 });
  const earlier = await joined(t, service, 0);
  earlier.socket.pause(); // so that it does not see that it was closed
  const later = await joined(t, service, 0);
  const before = service.counters().bytesRead;
  const unheard = event(1).toString();
  earlier.socket.send(unheard);
  await until(() => service.counters().bytesRead - before > unheard.length);
  later.socket.send(event(2).toString());
  await until(() => later.received.length === 1);
  assert.deepEqual(observer.deliveredEvents, [[SERVICE, 2]]);
});

const notEvents: [what: string, flow: Flow, message: string | Buffer, error: RegExp][] = [
  ["text that is not JSON", "ingest", "hello", /JSON/],
  ["an empty message", "ingest", "", /JSON/],
  ["JSON that is not an envelope", "relay", '{"id":"evt_0000000001"}', /envelope/],
  ["an id of another kind", "ingest", '{"id":"msg_1","type":"x","timestamp":"y","data":1}', /evt_/],
  ["a binary message", "ingest", event(1), /text/],
  ["an event where clients send none", "broadcast", event(1).toString(), /takes no events/],
];
for (const [what, flow, message, error] of notEvents) {
  test(`${what} is answered with an error (${flow}), and the connection lives on`, async (t) => {
    const { service, observer } = await started(t, { flow });
    const { socket, received } = await joined(t, service, 0);
    socket.send(message);
    await until(() => received.length === 1);
    assert.match(JSON.parse(received[0]!).error, error);
    assert.deepEqual(observer.problems, ["message that is not an event"]);
    assert.deepEqual([observer.deliveredEvents, observer.sentEvents], [[], []]);
    assert.equal(socket.readyState, WebSocket.OPEN);
  });
}

test("fragmented events are put together", async (t) => {
  const { service, observer } = await started(t);
  const { socket, received } = await joined(t, service, 0);
  const text = event(3).toString();
  socket.send(text.slice(0, 20), { fin: false });
  socket.ping();
  socket.send(text.slice(20), { fin: true });
  await until(() => received.length === 1);
  assert.deepEqual(observer.deliveredEvents, [[SERVICE, 3]]);
});

test("a message above the limit closes the connection with 1009", async (t) => {
  const { service, observer } = await started(t, { config: { maxPayloadBytes: 1000 } });
  const { socket } = await joined(t, service, 0);
  socket.send("x".repeat(1001));
  const [code] = await once(socket, "close");
  assert.equal(code, 1009);
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.problems, ["connection lost: WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"]);
});

test("garbage instead of frames ends that connection only", async (t) => {
  const { service, observer } = await started(t);
  const good = await joined(t, service, 1);
  const raw = connect(service.port, "127.0.0.1");
  t.after(() => raw.destroy());
  raw.write(
    `GET /connect?client=0 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ${ORIGIN}\r\nAuthorization: ${bearer(0)}\r\n\r\n`,
  );
  await once(raw, "data");
  raw.write("no frame at all");
  raw.resume();
  await once(raw, "end");
  raw.end();
  await until(() => observer.problems.length === 1);
  assert.match(observer.problems[0]!, /^connection lost: WS_ERR_/);
  good.socket.send(event(1).toString());
  await until(() => good.received.length === 1);
});

test("deflate compresses events in both directions, but not acks", async (t) => {
  const { service } = await started(t, { flow: "relay", config: { deflate: true } });
  const one = await joined(t, service, 0, { perMessageDeflate: { threshold: 0 } });
  const other = await joined(t, service, 1, { perMessageDeflate: { threshold: 0 } });
  assert.match(one.socket.extensions, /permessage-deflate/);
  const before = service.counters();
  const body = event(1, "again and ".repeat(500)).toString();
  one.socket.send(body);
  await until(() => other.received.length === 1 && one.received.length === 1);
  assert.deepEqual([other.received, one.received], [[numbered(body, 1)], [ack(1)]]);
  const after = service.counters();
  assert.ok(after.bytesRead - before.bytesRead < body.length / 10);
  assert.ok(after.bytesWritten - before.bytesWritten < body.length / 10);
});

test("with deflate even small events are compressed, and acks never", async (t) => {
  const { service } = await started(t, { flow: "relay", config: { deflate: true } });
  const one = await joined(t, service, 0, { perMessageDeflate: true });
  const other = await joined(t, service, 1, { perMessageDeflate: true });
  const before = service.counters().bytesWritten;
  const body = event(1, "0".repeat(300)).toString();
  one.socket.send(body);
  await until(() => other.received.length === 1 && one.received.length === 1);
  const compressedEvent = deflateRawSync(numbered(body, 1), { finishFlush: constants.Z_SYNC_FLUSH }).length - 4;
  const ackFrame = 2 + ack(1).length;
  assert.equal(service.counters().bytesWritten - before, 2 + compressedEvent + ackFrame);
});

test("deflate is not negotiated unless it is configured", async (t) => {
  const { service } = await started(t);
  const { socket } = await joined(t, service, 0, { perMessageDeflate: true });
  assert.equal(socket.extensions, "");
});

test("clients are pinged; one that does not answer is cut off, the others stay", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", config: { heartbeatSeconds: 0.1 } });
  const silent = await joined(t, service, 0, { autoPong: false });
  const lively = await joined(t, service, 1);
  const pings = { silent: 0, lively: 0 };
  silent.socket.on("ping", () => pings.silent++);
  lively.socket.on("ping", () => pings.lively++);
  service.publish(1, event(1));
  const [code] = await once(silent.socket, "close");
  assert.equal(code, 1006);
  assert.equal(pings.silent, 1);
  await until(() => observer.problems.length > 0);
  assert.deepEqual(observer.problems, ["connection lost: no answer to the heartbeat"]);
  assert.equal(service.pending(), 2);
  await until(() => pings.lively >= 3);
  assert.equal(lively.socket.readyState, WebSocket.OPEN);
});

test("a taken port rejects with the error of listen", async (t) => {
  const { service } = await started(t);
  const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
  const again = startService({
    port: service.port,
    config: config.parse({}),
    topology,
    guarantee: "at-least-once",
    secret: "s",
    observer: new RecordingObserver(),
  });
  await assert.rejects(again, { code: "EADDRINUSE" });
});

test("closing ends every connection, even a half-open handshake, and may be asked for twice", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast" });
  const { socket } = await joined(t, service, 0);
  const halfway = connect(service.port, "127.0.0.1");
  halfway.on("error", () => {});
  halfway.write("GET /connect?client=1 HTTP/1.1\r\n");
  await until(() => service.counters().connectionsOpen === 2);
  service.publish(1, event(1));
  const halfwayClosed = new Promise((resolve) => halfway.once("close", resolve));
  const gone = Promise.all([once(socket, "close"), halfwayClosed]);
  await Promise.all([service.close(), service.close()]);
  assert.equal(service.counters().connectionsOpen, 0);
  assert.equal(service.counters().connectionsOpened, 2);
  await gone;
  assert.deepEqual(observer.problems, []);
});

test("what one client sends suppresses nothing of another's, though the id is the same", async (t) => {
  const { service, observer } = await started(t);
  const [first, second] = [await joined(t, service, 0), await joined(t, service, 1)];
  for (const { socket, received } of [first, second]) {
    socket.send(event(42).toString());
    await until(() => received.length === 1);
  }
  assert.deepEqual(observer.deliveredEvents.length, 2);
  assert.deepEqual(observer.suppressedEvents, []);
});

test("two senders' events under one id reach every member of their room, and all acks are counted", async (t) => {
  const { service, observer } = await started(t, { flow: "relay", clients: 3 });
  const peers = [await joined(t, service, 0), await joined(t, service, 1), await joined(t, service, 2)];
  peers[0]!.socket.send(event(42, "of 0").toString());
  await until(() => peers[2]!.received.length === 1 && peers[1]!.received.length === 1);
  peers[1]!.socket.send(event(42, "of 1").toString());
  await until(() => service.pending() === 4);
  const acked = () => observer.ackedEvents.length;
  peers[2]!.socket.send(ack(42));
  await until(() => peers[2]!.received.length === 2);
  for (const client of [0, 1, 2]) peers[client]!.socket.send(`{ "ack" : "${ack(42).slice(8, -2)}" }`);
  await until(() => service.pending() === 0 && acked() === 4);
  assert.deepEqual(observer.problems, []);
});
