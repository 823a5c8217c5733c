/** What a receiver does with senders that are broken or hostile, byte by byte on raw sockets. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import type { Guarantee } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { Receiver } from "../../../src/transports/webhook/receiver.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { settledMemoryBytes } from "../../conformance/corpora/watch.js";
import { RecordingObserver, until } from "./recording-observer.js";
import { signedHeaders } from "./signed-headers.js";
import { type Accept, testIntake } from "./test-intake.js";

const keys = new KeyRing("a secret");
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Setting {
  settings?: Parameters<typeof config.parse>[0] & object;
  guarantee?: Guarantee;
  accept?: Accept;
}

async function listen({ settings = {}, guarantee = "at-least-once", accept }: Setting = {}) {
  const observer = new RecordingObserver();
  const accepted: number[] = [];
  const intake = testIntake(observer, guarantee, (client, index, body) => {
    const taken = accept?.(client, index, body) ?? "taken";
    if (taken === "taken") accepted.push(index);
    return taken;
  });
  const receiver = new Receiver({
    config: config.parse(settings),
    clients: 10,
    keys,
    observer,
    intake,
    takenStatus: 204,
  });
  const port = await receiver.listen(0);
  closers.push(() => receiver.close());
  return { receiver, intake, port, observer, accepted };
}

/** A peer that never hangs up by itself: what ends the connection is the receiver. */
class Peer {
  readonly socket: Socket;
  heard = "";

  constructor(port: number) {
    this.socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk: Buffer) => {
      this.heard += chunk.toString("latin1");
    });
    closers.push(() => this.socket.destroy());
  }

  say(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  get statuses(): number[] {
    return [...this.heard.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  }

  async statusNumber(count: number): Promise<number> {
    await until(() => this.statuses.length >= count);
    return this.statuses[count - 1]!;
  }
}

const envelope = (index: number, text = "né") => encodeEnvelope(index, "test", 0, JSON.stringify(text));
const nowSeconds = () => Math.floor(Date.now() / 1000);

interface Request {
  index?: number;
  body?: Buffer;
  start?: string;
  timestamp?: number;
  headers?: Record<string, string>;
}

/** A request that is accepted unless something is changed. */
function request({
  index = 7,
  body = envelope(index),
  start = "POST /clients/1/events HTTP/1.1",
  timestamp = nowSeconds(),
  headers = {},
}: Request = {}): Buffer {
  const all = {
    host: "a",
    "content-length": String(body.length),
    ...signedHeaders(keys, 1, eventId(index), timestamp, body),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${start}\r\n${lines.join("")}\r\n`), body]);
}

/** On the receiver's side: these peers keep their own half open for ever. */
const allClosed = (receiver: Receiver): Promise<void> => until(() => receiver.counters().connectionsOpen === 0);

async function assertLivesOn(port: number, accepted: number[]): Promise<void> {
  const peer = new Peer(port).say(request({ index: 99 }));
  assert.equal(await peer.statusNumber(1), 204);
  assert.equal(accepted.at(-1), 99);
}

describe("a request with", () => {
  const large = envelope(7, "x".repeat(5000));
  const crash = () => {
    throw new Error("out of order");
  };
  const table: [string, number, string, Buffer | string, Setting?][] = [
    ["a body that is too large", 413, "body too large", request({ body: large }), { settings: { maxBodyBytes: 1000 } }],
    ["a head that is too large", 431, "HPE_HEADER_OVERFLOW", request({ headers: { x: "y".repeat(20_000) } })],
    ["bytes that are not HTTP", 400, "HPE_INVALID_METHOD", "hello\r\n\r\n"],
    [
      "a length and chunks",
      400,
      "HPE_INVALID_TRANSFER_ENCODING",
      request({ headers: { "transfer-encoding": "chunked" } }),
    ],
    ["a body that is not JSON", 400, "not JSON", request({ body: Buffer.from("{") })],
    ["a body that is not UTF-8", 400, "not JSON", request({ body: Buffer.from([0x7b, 0xff, 0xfe]) })],
    ["another's signature", 401, "forged signature", request({ headers: { "webhook-signature": "v1,AAAA" } })],
    ["no signature", 401, "missing signature", request({ headers: { "webhook-signature": "" } })],
    ["an old signature", 401, "stale timestamp", request({ timestamp: nowSeconds() - 1000 })],
    ["a signature from the future", 401, "early timestamp", request({ timestamp: nowSeconds() + 1000 })],
    ["another method", 405, "not a POST", request({ start: "DELETE /clients/1/events HTTP/1.1" })],
    ["another path", 404, "no such path", request({ start: "POST / HTTP/1.1" })],
    ["another type", 415, "not application/json", request({ headers: { "content-type": "text/plain" } })],
    [
      "a handler that crashes on it",
      500,
      "failed: Error: out of order",
      request(),
      { accept: (_client, index) => (index === 99 ? "taken" : crash()) },
    ],
  ];
  for (const [what, status, problem, bytes, setting] of table) {
    test(`${what} is answered ${status}, counted and not taken, and the service lives on`, async () => {
      const { port, observer, accepted } = await listen(setting);
      const peer = new Peer(port).say(bytes);
      assert.equal(await peer.statusNumber(1), status);
      assert.deepEqual(observer.reasons("problem"), [`receiver: ${problem}`]);
      assert.deepEqual(accepted, []);
      if (status === 503) assert.match(peer.heard, /^Retry-After: 1\r$/m);
      if (status === 405) assert.match(peer.heard, /^Allow: POST\r$/m);
      await assertLivesOn(port, accepted);
    });
  }

  test("bytes that were listened to is answered 401 under at-most-once", async () => {
    const { port, observer, accepted } = await listen({ guarantee: "at-most-once" });
    const bytes = request();
    const peer = new Peer(port).say(bytes);
    assert.equal(await peer.statusNumber(1), 204);
    const listener = new Peer(port).say(bytes);
    assert.equal(await listener.statusNumber(1), 401);
    assert.deepEqual(observer.reasons("problem"), ["receiver: replayed signature"]);
    assert.deepEqual(accepted, [7]);
    await assertLivesOn(port, accepted);
  });
});

describe("a connection", () => {
  const settings = { headSeconds: 0.1, bodySeconds: 0.1 };

  test("whose head comes byte by byte is cut off with 408, however fast it began", async () => {
    const { receiver, port, observer, accepted } = await listen({ settings });
    const peer = new Peer(port).say(request());
    assert.equal(await peer.statusNumber(1), 204); // an honest request before does not help it
    const startMs = performance.now();
    peer.say("POST /clients/1/eve");
    const drip = setInterval(() => peer.say("n"), 10);
    closers.push(() => clearInterval(drip));
    assert.equal(await peer.statusNumber(2), 408);
    assert.ok(performance.now() - startMs >= 100);
    await allClosed(receiver); // though it goes on and on
    assert.deepEqual(observer.reasons("problem"), ["receiver: slow head"]);
    await assertLivesOn(port, accepted);
  });

  test("that stops inside a head is cut off", async () => {
    const { receiver, port, observer } = await listen({ settings });
    const peer = new Peer(port).say("POST /clients/1/events HTTP/1.1\r\nHost:");
    assert.equal(await peer.statusNumber(1), 408);
    await allClosed(receiver);
    assert.deepEqual(observer.reasons("problem"), ["receiver: slow head"]);
  });

  test("whose body comes slowly is cut off with 408, and the event is not taken even if the rest comes then", async () => {
    const { receiver, port, observer, accepted } = await listen({ settings });
    const bytes = request();
    const startMs = performance.now();
    const peer = new Peer(port).say(bytes.subarray(0, -5));
    assert.equal(await peer.statusNumber(1), 408);
    assert.ok(performance.now() - startMs >= 100);
    peer.say(bytes.subarray(-5)).say(request({ index: 8 }));
    await allClosed(receiver);
    assert.deepEqual(peer.statuses, [408]);
    assert.deepEqual(observer.reasons("problem"), ["receiver: slow body"]);
    await assertLivesOn(port, accepted);
    assert.deepEqual(accepted, [99]);
  });

  test("whose refused body never ends is closed after the time for a body", async () => {
    const { receiver, port, observer } = await listen({ settings: { ...settings, maxBodyBytes: 1000 } });
    const peer = new Peer(port).say(request({ headers: { "content-length": "1000000" } }));
    assert.equal(await peer.statusNumber(1), 413);
    await allClosed(receiver);
    assert.deepEqual(peer.statuses, [413]);
    assert.deepEqual(observer.reasons("problem"), ["receiver: body too large"]);
  });

  test("that is beyond repair and not closed by its peer is closed after a while", async () => {
    const { receiver, port } = await listen({ settings });
    const peer = new Peer(port).say("hello\r\n\r\n");
    assert.equal(await peer.statusNumber(1), 400);
    peer.say("hello again\r\n\r\n");
    await allClosed(receiver);
    assert.deepEqual(peer.statuses, [400]);
  });

  test("whose next head or body comes slowly behind a whole request, in the same packet, is cut off like any other", async () => {
    const next = request({ index: 8 });
    const headEnd = next.indexOf("\r\n\r\n") + 4;
    for (const bytes of [headEnd, headEnd + 3, 40]) {
      const { receiver, port, accepted } = await listen({ settings });
      const peer = new Peer(port).say(Buffer.concat([request(), next.subarray(0, bytes)]));
      assert.equal(await peer.statusNumber(1), 204);
      assert.equal(await peer.statusNumber(2), 408);
      await allClosed(receiver);
      assert.deepEqual(accepted, [7]);
    }
  });

  test("that sends many whole requests in one packet has them all taken, and is not slow", async () => {
    const { port, accepted, observer } = await listen({ settings });
    const peer = new Peer(port).say(Buffer.concat(Array.from({ length: 30 }, (_, index) => request({ index }))));
    await peer.statusNumber(30);
    await new Promise((resolve) => setTimeout(resolve, 250)); // longer than either limit
    peer.say(request({ index: 30 }));
    assert.equal(await peer.statusNumber(31), 204);
    assert.equal(accepted.length, 31);
    assert.deepEqual(observer.of("problem"), []);
  });

  test("on which nothing but blank lines comes is cut off", async () => {
    const { receiver, port } = await listen({ settings });
    const peer = new Peer(port).say(request());
    await peer.statusNumber(1);
    const drip = setInterval(() => peer.say("\r\n"), 10);
    closers.push(() => clearInterval(drip));
    await allClosed(receiver);
  });

  test("that never sends anything is closed after the time for idle connections", async () => {
    const { receiver, port, observer } = await listen({
      settings: { ...settings, senderIdleSeconds: 0.1, keepAliveSeconds: 0.2 },
    });
    new Peer(port);
    await until(() => receiver.counters().connectionsOpened === 1);
    await allClosed(receiver);
    assert.deepEqual(observer.of("problem"), []);
  });

  test("whose body comes in chunks of one byte costs what its bytes cost", async () => {
    const { receiver, port, accepted } = await listen();
    const pieces = 30_000;
    const body = envelope(7, "x".repeat(pieces));
    const head = request({ body, headers: { "transfer-encoding": "chunked" } }).toString("latin1");
    const start = head.slice(0, head.indexOf("\r\n\r\n") + 4).replace(/content-length: .*\r\n/, "");
    const peer = new Peer(port).say(start);
    await until(() => receiver.counters().connectionsOpen === 1);
    const beforeBytes = await settledMemoryBytes();
    peer.say(Array.from(body, (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join(""));
    await until(() => receiver.counters().bytesRead >= 6 * body.length);
    const grownBytes = (await settledMemoryBytes()) - beforeBytes;
    assert.ok(grownBytes < 20 * pieces, `${grownBytes} bytes for ${body.length} chunks of one`);
    peer.say("0\r\n\r\n");
    assert.equal(await peer.statusNumber(1), 204);
    assert.deepEqual(accepted, [7]);
  });

  test("that sends nothing, or rests between requests, or waits for a slow handler, is not slow", async () => {
    const { receiver, intake, port, accepted, observer } = await listen({ settings });
    intake.misbehave({ delayMs: 300 });
    const [silent, resting, waiting] = [new Peer(port), new Peer(port), new Peer(port)];
    resting.say(request({ index: 1 }));
    await resting.statusNumber(1);
    waiting.say(request({ index: 2 }));
    await waiting.statusNumber(1);
    intake.misbehave(null);
    for (const [i, peer] of [silent, resting, waiting].entries()) peer.say(request({ index: 10 + i }));
    await until(() => accepted.length === 5);
    assert.deepEqual(observer.of("problem"), []);
    assert.equal(receiver.counters().connectionsOpen, 3);
  });
});

describe("a sender that goes away", () => {
  const START = "POST /clients/1/events HTTP/1.1\r\nHost: a\r\n";

  test("inside a request is a problem, and no more", async () => {
    const { port, observer, accepted } = await listen();
    const socket = connect(port, "127.0.0.1");
    socket.write(`${START}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`, () =>
      socket.resetAndDestroy(),
    );
    await once(socket, "close");
    await observer.until("problem", 1);
    await assertLivesOn(port, accepted);
    assert.deepEqual(observer.reasons("problem"), ["receiver: connection closed inside a request"]);
  });

  test("while its refused body is dropped does no harm either", async () => {
    const { port, receiver, accepted } = await listen();
    const socket = connect(port, "127.0.0.1");
    socket.write("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{", () => socket.resetAndDestroy());
    await once(socket, "close");
    await until(() => receiver.counters().connectionsOpen === 0);
    await assertLivesOn(port, accepted);
  });
});
