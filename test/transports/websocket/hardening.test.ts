/** What the service does about peers that are wrong, slow, silent or hostile; mostly on raw sockets. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { SERVICE } from "../../../src/flow.js";
import { issueToken } from "../../../src/transports/websocket/access-tokens.js";
import { encodeFrame, PING, TEXT } from "../../../src/transports/websocket/frames.js";
import { MessageKey } from "../../../src/transports/websocket/message-signature.js";
import { ack, event, joined, numbered, raw, started, upgradeRequest } from "./peer.js";
import { until } from "./recording-observer.js";

const MASKED = { maskKey: 0x0102_0304 };

const badUpgrades: [what: string, request: string, status: number][] = [
  ["no key", upgradeRequest(0, { "Sec-WebSocket-Key": undefined }), 400],
  ["a key that is too short", upgradeRequest(0, { "Sec-WebSocket-Key": "c2hvcnQ=" }), 400],
  ["another version", upgradeRequest(0, { "Sec-WebSocket-Version": "12" }), 400],
  ["another protocol", upgradeRequest(0, { Upgrade: "h2c" }), 400],
  ["no token", upgradeRequest(0, { Authorization: undefined }), 401],
  ["another client's token", upgradeRequest(0, { Authorization: `Bearer ${issueToken("s", 1)}` }), 401],
  ["another origin", upgradeRequest(0, { Origin: "https://evil.example" }), 403],
  ["another path", upgradeRequest(0, {}, "/other"), 404],
  ["a body", upgradeRequest(0, { "Content-Length": "5" }), 400],
  ["no Host", upgradeRequest(0, { Host: undefined }), 400],
  ["two Hosts", upgradeRequest(0).replace("Host: x\r\n", "Host: x\r\nHost: y\r\n"), 400],
  ["HTTP/1.0", upgradeRequest(0).replace("HTTP/1.1", "HTTP/1.0"), 400],
];
for (const [what, request, status] of badUpgrades) {
  test(`an upgrade with ${what} is answered with ${status}, and its connection closed`, async (t) => {
    const { service, observer } = await started(t);
    const { seen } = await raw(t, service, request);
    await until(() => seen.closed);
    assert.match(seen.text, new RegExp(`^HTTP/1.1 ${status} .*\r\n`));
    assert.match(seen.text, /\r\n\r\n.+/s, "says why");
    assert.deepEqual(observer.problems, [`upgrade refused: ${status}`]);
    assert.equal(service.counters().connectionsOpen, 0);
  });
}

test("a version that is not spoken is told which one is", async (t) => {
  const { service } = await started(t);
  const { seen } = await raw(t, service, upgradeRequest(0, { "Sec-WebSocket-Version": "12" }));
  await until(() => seen.closed);
  assert.match(seen.text, /\r\nSec-WebSocket-Version: 13\r\n/);
});

test("one connection too many gets 503 and when to try again; a client that is there may come again", async (t) => {
  const { service, observer } = await started(t, { clients: 3, config: { maxConnections: 2 } });
  await joined(t, service, 0);
  await joined(t, service, 1);
  const { seen } = await raw(t, service, upgradeRequest(2));
  await until(() => seen.closed);
  assert.match(seen.text, /^HTTP\/1.1 503 Service Unavailable\r\n/);
  assert.match(seen.text, /\r\nRetry-After: 1\r\n/);
  assert.deepEqual(observer.problems, ["upgrade refused: 503"]);
  const again = await joined(t, service, 1);
  again.socket.close(1000);
  await until(() => service.counters().connectionsOpen === 1);
  await joined(t, service, 2);
});

/** Close code of the first frame behind the answer to the upgrade. */
function closeCode(bytes: Buffer): number {
  const frame = bytes.subarray(bytes.indexOf("\r\n\r\n") + 4);
  assert.equal(frame[0], 0x88, "a close frame");
  return frame.readUInt16BE(2);
}

const badFrames: [what: string, frame: Buffer, code: number][] = [
  ["text that is not UTF-8", encodeFrame(TEXT, Buffer.from([0xc3, 0x28]), MASKED), 1007],
  ["a reserved opcode", encodeFrame(0x3, Buffer.from("x"), MASKED), 1002],
  ["a reserved bit", encodeFrame(TEXT, Buffer.from("x"), { ...MASKED, rsv1: true }), 1002],
  ["an unmasked frame", encodeFrame(TEXT, Buffer.from("x")), 1002],
  ["a continuation of nothing", encodeFrame(0x0, Buffer.from("x"), MASKED), 1002],
  ["a message above the limit", encodeFrame(TEXT, Buffer.alloc(1001, "x"), MASKED), 1009],
];
for (const [what, frame, code] of badFrames) {
  test(`${what} closes the connection with ${code}, and no other`, async (t) => {
    const { service, observer } = await started(t, { config: { maxPayloadBytes: 1000 } });
    const good = await joined(t, service, 1);
    const { socket, seen } = await raw(t, service, upgradeRequest(0));
    await until(() => seen.text.includes("\r\n\r\n"));
    socket.write(frame);
    await until(() => seen.bytes.indexOf("\r\n\r\n") + 4 < seen.bytes.length);
    assert.equal(closeCode(seen.bytes), code);
    socket.end();
    await until(() => seen.closed && observer.problems.length === 1);
    good.socket.send(event(1).toString());
    await until(() => good.received.length === 1);
    assert.deepEqual(observer.deliveredEvents, [[SERVICE, 1]]);
  });
}

for (const [what, first] of [
  ["says nothing", ""],
  ["never ends its request", "GET /connect?client=0 HTTP/1.1\r\nHost: x\r\n"],
] as const) {
  test(`a connection that ${what} is closed in time`, async (t) => {
    const { service } = await started(t, { config: { upgradeSeconds: 0.1 } });
    const { seen } = await raw(t, service, first);
    await until(() => seen.closed);
    assert.match(seen.text, /^HTTP\/1.1 408 /);
    assert.equal(service.counters().connectionsOpen, 0);
  });
}

test("a connection that sends one request after the other, and no upgrade, is closed in time", async (t) => {
  const { service, observer } = await started(t, { config: { upgradeSeconds: 0.15 } });
  const { socket, seen } = await raw(t, service, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const again = setInterval(() => socket.writable && socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 20);
  t.after(() => clearInterval(again));
  await until(() => seen.closed);
  assert.ok(seen.text.match(/ 426 /g)!.length >= 2);
  assert.match(seen.text, / 408 /);
  assert.deepEqual(observer.problems, ["upgrade refused: 408"]);
});

test("a WebSocket stays longer than an upgrade may take", async (t) => {
  const { service } = await started(t, { config: { upgradeSeconds: 0.05 } });
  const { socket, received } = await joined(t, service, 0);
  await new Promise((resolve) => setTimeout(resolve, 150)); // thrice as long
  socket.send(event(1).toString());
  await until(() => received.length === 1);
});

test("one token opens as many connections as it likes, and holds two: peers that answer no close frame are cut", async (t) => {
  const { service } = await started(t, { clients: 3, config: { maxConnections: 2 } });
  const peers = [];
  for (let i = 0; i < 20; i++) {
    const peer = await raw(t, service, upgradeRequest(0)); // a raw peer never answers
    await until(() => peer.seen.text.includes(" 101 "));
    peers.push(peer);
  }
  await until(() => service.counters().connectionsOpen <= 2);
  assert.equal(peers.at(-1)!.seen.closed, false);
  const { socket, received } = await joined(t, service, 1);
  socket.send(event(1).toString());
  await until(() => received.length === 1);
});

test("a peer that asks and asks, and reads no answer, is cut off", async (t) => {
  const config = { maxPayloadBytes: 1000, slowConsumer: { policy: "disconnect", maxBufferedBytes: 65_536 } } as const;
  const { service, observer } = await started(t, { config });
  const { socket, seen } = await raw(t, service, upgradeRequest(0));
  await until(() => seen.text.includes("\r\n\r\n"));
  socket.pause();
  const pings = Buffer.concat(Array(1000).fill(encodeFrame(PING, Buffer.alloc(125, "x"), MASKED)));
  // More than the kernel's buffers of both sides hold.
  for (let bytes = 0; bytes < 20e6 && socket.writable; bytes += pings.length)
    if (!socket.write(pings)) await Promise.race([once(socket, "drain"), once(socket, "close")]).catch(() => {});
  await until(() => service.counters().connectionsOpen === 0);
  assert.deepEqual(observer.problems, ["connection lost: it does not read its answers"]);
});

test("a message in fragments of one byte is taken; one in too many closes the connection", async (t) => {
  const { service } = await started(t);
  const { socket, seen } = await raw(t, service, upgradeRequest(0));
  await until(() => seen.text.includes("\r\n\r\n"));
  const inPieces = (body: Buffer) =>
    Buffer.concat(
      Array.from(body, (_, i) =>
        encodeFrame(i === 0 ? TEXT : 0, body.subarray(i, i + 1), { ...MASKED, fin: i === body.length - 1 }),
      ),
    );
  socket.write(inPieces(event(1)));
  await until(() => seen.text.includes(ack(1)));
  socket.write(inPieces(event(2, "x".repeat(20_000))));
  await until(() => seen.bytes.includes(Buffer.from([0x03, 0xf0]))); // 1008
  assert.ok(!seen.text.includes(ack(2)));
});

test("a request that is no upgrade is answered, and its connection not kept for long", async (t) => {
  const { service } = await started(t, { config: { upgradeSeconds: 0.1 } });
  const { seen } = await raw(t, service, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(() => seen.closed);
  assert.match(seen.text, /^HTTP\/1.1 426 /);
});

test("a peer that opens a WebSocket and is silent from then on is closed within two heartbeats", async (t) => {
  const { service, observer } = await started(t, { config: { heartbeatSeconds: 0.1 } });
  const { seen } = await raw(t, service, upgradeRequest(0));
  await until(() => seen.closed);
  assert.deepEqual(observer.problems, ["connection lost: no answer to the heartbeat"]);
});

test("a peer that stops reading is closed within two heartbeats", async (t) => {
  const { service } = await started(t, { flow: "broadcast", clients: 1, config: { heartbeatSeconds: 0.1 } });
  const { socket } = await joined(t, service, 0);
  socket.pause();
  await until(() => service.counters().connectionsOpen === 0);
});

test("a crash in handling one event costs that event", async (t) => {
  const { service, observer } = await started(t);
  const delivered = observer.delivered.bind(observer);
  observer.delivered = (client, index) => {
    if (index === 1) throw new Error("oops");
    delivered(client, index);
  };
  const { socket, received } = await joined(t, service, 0);
  for (const index of [0, 1, 2]) socket.send(event(index).toString());
  await until(() => received.length === 3);
  assert.deepEqual(received, [ack(0), '{"error":"the handler failed","id":"evt_0000000001"}', ack(2)]);
  assert.deepEqual(observer.problems, ["the handler failed: oops"]);
  assert.deepEqual(observer.deliveredEvents, [
    [SERVICE, 0],
    [SERVICE, 2],
  ]);
});

test("a token that has ended gets 401; one that ends while its connection is open closes it with 1008", async (t) => {
  const { service, observer } = await started(t, { config: { tokenSeconds: 1 } });
  const ended = issueToken("s", 1, Date.now() / 1000 - 1);
  const { seen } = await raw(t, service, upgradeRequest(1, { Authorization: `Bearer ${ended}` }));
  await until(() => seen.closed);
  assert.match(seen.text, /^HTTP\/1.1 401 .*expired/s);
  const { socket } = await joined(t, service, 0, { token: issueToken("s", 0, Date.now() / 1000 + 1) });
  const [code, reason] = await once(socket, "close");
  assert.deepEqual([code, String(reason)], [1008, "token expired"]);
  await until(() => observer.problems.length === 2);
  assert.deepEqual(observer.problems, ["upgrade refused: 401", "token expired"]);
});

test("where messages are signed, only a good signature is listened to, and answers are signed, too", async (t) => {
  const { service, observer } = await started(t, { config: { signature: "hmac-sha256" } });
  const { socket, received } = await joined(t, service, 0);
  const key = new MessageKey("s", 0);
  const old = key.sign("to-service", event(2), Date.now() / 1000 - 1000);
  const bad = [event(1), new MessageKey("s", 1).sign("to-service", event(1)), key.sign("to-client", event(1)), old];
  for (const message of bad) socket.send(message, { binary: false });
  socket.send(key.sign("to-service", event(3)), { binary: false });
  await until(() => received.length === bad.length + 1);
  const answers = received.map((text) => key.open("to-client", Buffer.from(text))?.toString());
  assert.deepEqual(answers, [...bad.map(() => '{"error":"the signature is missing, wrong or stale"}'), ack(3)]);
  assert.deepEqual(observer.deliveredEvents, [[SERVICE, 3]]);
  assert.deepEqual(
    observer.problems,
    bad.map(() => "message with a bad signature"),
  );
});

test("at most once, a signed message that is played back is not delivered again", async (t) => {
  const { service, observer } = await started(t, { guarantee: "at-most-once", config: { signature: "hmac-sha256" } });
  const { socket, received } = await joined(t, service, 0);
  const message = new MessageKey("s", 0).sign("to-service", event(3));
  for (let i = 0; i < 2; i++) socket.send(message, { binary: false });
  await until(() => received.length === 1);
  assert.match(received[0]!, /received before/);
  assert.deepEqual([observer.deliveredEvents, observer.problems], [[[SERVICE, 3]], ["replayed message"]]);
});

test("an event with two ids, which its recipients would read as another, is not taken", async (t) => {
  const { service, observer } = await started(t, { flow: "relay" });
  const { socket, received } = await joined(t, service, 0);
  const other = await joined(t, service, 1);
  const good = event(8).toString();
  socket.send(good.replace(/}$/, ',"id":"evt_0000000009"}'));
  socket.send(good);
  await until(() => other.received.length === 1 && received.length === 2);
  assert.deepEqual(other.received, [numbered(good, 1)]);
  assert.deepEqual(received, ['{"error":"the event has two ids"}', ack(8)]);
  assert.deepEqual(observer.problems, ["message that is not an event"]);
});

test("a client whose token has expired is not listened to, though it does not close", async (t) => {
  const { service, observer } = await started(t, { guarantee: "at-most-once", config: { tokenSeconds: 1 } });
  const token = issueToken("s", 0, Date.now() / 1000 + 1);
  const { socket, seen } = await raw(t, service, upgradeRequest(0, { Authorization: `Bearer ${token}` }));
  await until(() => seen.text.includes("token expired"));
  for (const index of [1, 2, 3]) socket.write(encodeFrame(TEXT, event(index), MASKED));
  socket.end();
  await until(() => seen.closed);
  assert.deepEqual(observer.deliveredEvents, []);
});
