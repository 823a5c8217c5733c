import assert from "node:assert/strict";
import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import { afterEach, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { eventId } from "../../../../src/events/id.js";
import type { Guarantee } from "../../../../src/flow.js";
import { SERVERNAME } from "../../../../src/tls/certificates.js";
import { Http2Receiver } from "../../../../src/transports/webhook/http2/receiver.js";
import { KeyRing } from "../../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "../recording-observer.js";
import { signedHeaders } from "../signed-headers.js";
import { testIntake } from "../test-intake.js";
import { type Closers, chain, envelope, parsed, SECRET, type Settings, security } from "./pair.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const keys = new KeyRing(SECRET);

async function start(settings: Settings = {}, guarantee: Guarantee = "at-least-once") {
  const observer = new RecordingObserver();
  const intake = testIntake(observer, guarantee, (client, index) => {
    observer.delivered(client, index);
    return "taken";
  });
  const receiver = new Http2Receiver(
    { config: parsed(settings), clients: 4, keys, observer, intake, takenStatus: 204 },
    { maxStreams: 100 },
    security,
  );
  const port = await receiver.listen(0);
  closers.push(() => receiver.close());
  return { receiver, observer, intake, port };
}

async function openSession(port: number): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${port}`, { ca: chain.root, servername: SERVERNAME });
  session.on("error", () => {});
  closers.push(async () => session.destroy());
  await once(session, "remoteSettings");
  return session;
}

/** Unlike `once`, it does not reject when an error comes before. */
const closing = (peer: NodeJS.EventEmitter): Promise<unknown> => new Promise((resolve) => peer.once("close", resolve));

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  rstCode: number;
}

/** Resolves when its stream is closed; the status is 0 when it had no answer. */
async function closed(stream: ClientHttp2Stream): Promise<Answer> {
  let headers: IncomingHttpHeaders = {};
  stream.on("response", (head) => (headers = head)).on("error", () => {});
  stream.resume();
  if (!stream.destroyed) await closing(stream);
  return { status: Number(headers[":status"] ?? 0), headers, rstCode: stream.rstCode };
}

const now = () => Math.floor(Date.now() / 1000);

const headersOf = (index: number, body: Buffer) => ({
  ":method": "POST",
  ":path": "/clients/1/events",
  ...signedHeaders(keys, 1, eventId(index), now(), body),
});

function post(session: ClientHttp2Session, index: number, changes: object = {}, body = envelope(index)) {
  const stream = session.request({ ...headersOf(index, body), ...changes }, { endStream: false });
  stream.end(body);
  return closed(stream);
}

test("the same checks and answers as over HTTP/1.1, and the session goes on", async () => {
  const { port, observer } = await start({ maxBodyBytes: 1000 });
  const session = await openSession(port);
  const large = envelope(9, "x".repeat(2000));
  const cases: [status: number, problem: string, Promise<Answer>][] = [
    [404, "no such path", post(session, 1, { ":path": "/clients/4/events" })],
    [404, "no such path", post(session, 1, { ":path": "/" })],
    [405, "not a POST", post(session, 1, { ":method": "PUT" })],
    [415, "not application/json", post(session, 1, { "content-type": "text/plain" })],
    [401, "forged signature", post(session, 1, headersOf(1, envelope(1)), envelope(2))],
    [413, "body too large", post(session, 9, { "content-length": large.length }, large)],
    [413, "body too large", post(session, 9, {}, large)],
  ];
  for (const [status, problem, answer] of cases) assert.equal((await answer).status, status, problem);
  assert.equal((await post(session, 1)).status, 204);
  assert.equal((await post(session, 1)).status, 204); // a copy
  assert.deepEqual(observer.reasons("problem").sort(), cases.map(([, problem]) => `receiver: ${problem}`).sort());
  assert.deepEqual([observer.pairs("delivered"), observer.of("suppressed").length], [["1:1"], 1]);
  assert.equal(session.destroyed, false);
});

test("under at-most-once a copy is a replay", async () => {
  const { port } = await start({}, "at-most-once");
  const session = await openSession(port);
  assert.deepEqual([(await post(session, 1)).status, (await post(session, 1)).status], [204, 401]);
});

test("while a fault lasts: refused with Retry-After, delayed, and the connection reset when half was read", async () => {
  const { port, intake, observer } = await start();
  const session = await openSession(port);
  intake.misbehave({ refuse: { share: 1, status: 429, retryAfterSeconds: 3 } });
  const { status, headers } = await post(session, 1);
  assert.deepEqual([status, headers["retry-after"]], [429, "3"]);
  intake.misbehave({ delayMs: 30 });
  const sinceMs = performance.now();
  assert.equal((await post(session, 2)).status, 204);
  assert.ok(performance.now() - sinceMs >= 29);
  intake.misbehave({ reset: { share: 1 } });
  const lost = closing(session);
  const other = closed(session.request(headersOf(4, envelope(4)), { endStream: false })); // its body never comes
  assert.deepEqual([(await post(session, 3)).status, (await other).status], [0, 0]);
  await lost;
  intake.misbehave(null);
  assert.deepEqual(observer.pairs("delivered"), ["1:2"]);
  assert.deepEqual(observer.reasons("problem"), []);
});

test("a body that takes too long is answered with 408, and the session goes on", async () => {
  const { port, observer } = await start({ bodySeconds: 0.05 });
  const session = await openSession(port);
  const slow = session.request(headersOf(1, envelope(1)), { endStream: false });
  slow.write("{");
  assert.equal((await closed(slow)).status, 408);
  assert.equal((await post(session, 2)).status, 204);
  assert.deepEqual(observer.reasons("problem"), ["receiver: slow body"]);
});

test("a head that is too large has its stream reset, and the session goes on", async () => {
  const { port, observer } = await start();
  const session = await openSession(port);
  const { status, rstCode } = await post(session, 1, { "x-large": "x".repeat(20_000) });
  assert.deepEqual([status, rstCode], [0, constants.NGHTTP2_ENHANCE_YOUR_CALM]);
  assert.equal((await post(session, 2)).status, 204);
  assert.deepEqual(observer.pairs("delivered"), ["1:2"]);
});

test("a session without requests ends with a goodbye", async () => {
  const { port } = await start({ keepAliveSeconds: 0.2, senderIdleSeconds: 0.1, headSeconds: 0.2 });
  const session = await openSession(port);
  const goodbye = once(session, "goaway");
  assert.equal((await post(session, 1)).status, 204);
  const sinceMs = performance.now();
  assert.equal((await goodbye)[0], constants.NGHTTP2_NO_ERROR);
  assert.ok(performance.now() - sinceMs >= 199);
});

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const [HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY] = [1, 3, 4, 6, 7];
const [ACK, END_HEADERS] = [1, 4];

function frame(type: number, flags: number, stream: number, payload: Buffer | string = ""): Buffer {
  const bytes = Buffer.from(payload as string, "latin1");
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, bytes]);
}

/** A client that writes frames by itself; `read` has what came. */
async function rawClient(
  port: number,
): Promise<{ socket: TLSSocket; frames: () => [type: number, payload: Buffer][] }> {
  const socket = connectTls({ port, host: "127.0.0.1", ca: chain.root, servername: SERVERNAME, ALPNProtocols: ["h2"] });
  const read: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => read.push(chunk)).on("error", () => {});
  closers.push(async () => socket.destroy());
  await once(socket, "secureConnect");
  socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0), frame(SETTINGS, ACK, 0)]));
  const frames = () => {
    const bytes = Buffer.concat(read);
    const found: [number, Buffer][] = [];
    for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
      found.push([bytes.readUInt8(at + 3), bytes.subarray(at + 9, at + 9 + bytes.readUIntBE(at, 3))]);
    return found;
  };
  return { socket, frames };
}

const codeOfGoaway = (frames: [type: number, payload: Buffer][]): number | undefined =>
  frames.find(([type]) => type === GOAWAY)?.[1].readUInt32BE(4);

test("a head that does not come to its end ends the session", async () => {
  const { port, observer } = await start({ headSeconds: 0.1 });
  const { socket, frames } = await rawClient(port);
  const closedByPeer = once(socket, "end");
  socket.write(frame(PING, 0, 0, "12345678"));
  await until(() => frames().some(([type]) => type === PING));
  socket.write(frame(HEADERS, 0, 1, "\x83\x87")); // no END_HEADERS
  await closedByPeer;
  assert.equal(codeOfGoaway(frames()), constants.NGHTTP2_NO_ERROR);
  assert.deepEqual(observer.reasons("problem"), ["receiver: slow head"]);
});

test("a flood of requests that are taken back ends its session, and no other's (CVE-2023-44487)", async () => {
  const { port, observer } = await start();
  const good = await openSession(port);
  const { socket, frames } = await rawClient(port);
  const cancel = Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]);
  const answeredPings = () => frames().filter(([type]) => type === PING).length;
  // Each part is read before the next is sent: to a connection that is closed already nothing may come, or its goodbye is lost.
  for (let id = 1, parts = 1; id < 3000 && !socket.destroyed; id += 20, parts++) {
    const pieces: Buffer[] = [];
    for (let one = id; one < id + 20; one += 2)
      // POST https://localhost/clients/1/events, with a content-type
      pieces.push(
        frame(
          HEADERS,
          END_HEADERS,
          one,
          "\x83\x87\x01\x09localhost\x04\x11/clients/1/events\x0f\x10\x10application/json",
        ),
        frame(RST_STREAM, 0, one, cancel),
      );
    socket.write(Buffer.concat([...pieces, frame(PING, 0, 0, "12345678")]));
    await until(() => answeredPings() === parts || socket.destroyed);
  }
  await until(() => socket.destroyed);
  assert.equal(codeOfGoaway(frames()), constants.NGHTTP2_ENHANCE_YOUR_CALM);
  const floods = observer.reasons("problem").filter((reason) => reason.includes("rapid reset"));
  assert.equal(floods.length, 1);
  assert.equal((await post(good, 1)).status, 204);
});

test("who does not speak HTTP/2 is refused in the handshake, and counted", async () => {
  const { port, observer } = await start();
  const tries = [["http/1.1"], undefined];
  for (const ALPNProtocols of tries) {
    const options = { port, host: "127.0.0.1", ca: chain.root, servername: SERVERNAME };
    const socket = connectTls({ ...options, ...(ALPNProtocols && { ALPNProtocols }) }).on("error", () => {});
    closers.push(async () => socket.destroy());
    await closing(socket);
  }
  await observer.until("problem", 2);
  const [other, none] = observer.reasons("problem");
  assert.match(other!, /^receiver: TLS: there is no protocol that both sides offer/);
  assert.equal(none, "receiver: TLS: the peer chose no protocol, not h2");
});

test("whoever closes says goodbye, and what is under way is given up in time", async () => {
  const { port, receiver, intake } = await start();
  const [idle, busy] = [await openSession(port), await openSession(port)];
  intake.misbehave({ delayMs: 60_000 });
  const answer = post(busy, 1);
  await until(() => intake.pending === 1);
  intake.stop();
  const goodbyes = Promise.all([once(idle, "goaway"), once(busy, "goaway")]);
  const sinceMs = performance.now();
  await receiver.close();
  assert.ok(performance.now() - sinceMs < 2000);
  assert.deepEqual(
    (await goodbyes).map(([code]) => code),
    [0, 0],
  );
  assert.equal((await answer).status, 0);
  assert.equal(receiver.counters().connectionsOpen, 0);
});
