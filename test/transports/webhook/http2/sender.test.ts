import assert from "node:assert/strict";
import { constants } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { makeChain } from "../../../../src/tls/certificates.js";
import { listenerOptions } from "../../../../src/tls/server.js";
import { nameOfCode } from "../../../../src/transports/webhook/http2/error-codes.js";
import { SENT_AGAIN } from "../../../../src/transports/webhook/http2/origin.js";
import { until } from "../recording-observer.js";
import { type Closers, security, send } from "./pair.js";
import { answer, listen, type Received, sender } from "./peer.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const guarantees = ["at-most-once", "at-least-once"] as const;
const soon = { retries: { schedule: [0.01, 0.01], jitter: "none" } } as const;

const indexes = (received: Received[]): number[] => received.map(({ index }) => index).sort((a, b) => a - b);
const upTo = (count: number): number[] => [...Array(count).keys()];

test("as many streams are under way as both sides allow, and what waits goes in order", async () => {
  for (const { ours, theirs } of [
    { ours: 4, theirs: 100 },
    { ours: 100, theirs: 3 },
  ]) {
    let [open, most] = [0, 0];
    const peer = await listen(
      closers,
      (request) => {
        most = Math.max(most, ++open);
        request.stream.on("close", () => open--);
        setImmediate(() => answer(request));
      },
      { maxStreams: theirs },
    );
    const { driver, observer } = await sender(closers, peer, "at-most-once", { http2: { maxStreams: ours } });
    send(driver, 0, 0);
    await observer.until("acked", 1); // their SETTINGS came before
    for (let index = 1; index < 60; index++) send(driver, 0, index);
    assert.equal([...driver.outstanding()].length, 59);
    await observer.until("acked", 60);
    assert.equal(most, Math.min(ours, theirs));
    assert.deepEqual(
      peer.received.map(({ index }) => index),
      upTo(60),
    );
    assert.deepEqual([peer.sockets.length, observer.reasons("problem").length], [1, 0]);
  }
});

describe("what a peer did not begin is sent again at once and counts as one attempt", () => {
  for (const guarantee of guarantees) {
    test(`GOAWAY, ${guarantee}`, async () => {
      const held: Received[] = [];
      const peer = await listen(closers, (request) => {
        if (request.connection > 0) answer(request);
        else held.push(request);
        if (held.length < 10) return;
        held[0]!.session.goaway(constants.NGHTTP2_NO_ERROR, held[3]!.stream.id);
        for (const begun of held.splice(0).slice(0, 4)) answer(begun);
      });
      const { driver, observer } = await sender(closers, peer, guarantee);
      for (let index = 0; index < 10; index++) send(driver, 0, index);
      await observer.until("acked", 10);
      assert.deepEqual(indexes(peer.received.filter(({ connection }) => connection === 1)), [4, 5, 6, 7, 8, 9]);
      const told = (["sent", "acked", "retried", "refused"] as const).map((kind) => observer.of(kind).length);
      assert.deepEqual(told, [10, 10, 0, 0]);
      assert.deepEqual(observer.reasons("problem"), Array(6).fill(SENT_AGAIN));
      assert.equal(driver.pending(), 0);
      assert.equal(observer.of("connected").length, 2);
    });

    test(`REFUSED_STREAM, ${guarantee}`, async () => {
      const refused = new Set<number>();
      const peer = await listen(closers, (request) => {
        if (refused.has(request.index)) answer(request);
        else request.stream.close(constants.NGHTTP2_REFUSED_STREAM);
        refused.add(request.index);
      });
      const { driver, observer } = await sender(closers, peer, guarantee);
      for (let index = 0; index < 5; index++) send(driver, 0, index);
      await observer.until("acked", 5);
      assert.deepEqual([observer.of("sent").length, observer.of("retried").length, peer.sockets.length], [5, 0, 1]);
    });
  }

  test("but a peer that begins nothing is not asked for ever", async () => {
    const peer = await listen(closers, ({ stream }) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const { driver, observer } = await sender(closers, peer, "at-most-once");
    send(driver, 0, 0);
    await observer.until("refused", 1);
    assert.deepEqual(observer.reasons("refused"), ["the peer begins no request"]);
    assert.equal(peer.received.length, 4);
  });

  test("an error in a GOAWAY ends what was begun", async () => {
    const held: Received[] = [];
    const peer = await listen(closers, (request) => {
      if (request.connection > 0) answer(request);
      else if (held.push(request) === 4)
        request.session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, held[1]!.stream.id);
    });
    const { driver, observer } = await sender(closers, peer, "at-most-once");
    for (let index = 0; index < 4; index++) send(driver, 0, index);
    await observer.until("acked", 2);
    await observer.until("refused", 2);
    assert.deepEqual(observer.pairs("acked"), ["0:2", "0:3"]);
    assert.deepEqual(new Set(observer.reasons("refused")), new Set(["connection ended: ENHANCE_YOUR_CALM"]));
  });
});

test("a stream that is reset is a failed attempt, and no other's affair", async () => {
  for (const guarantee of guarantees) {
    let resets = 0;
    const peer = await listen(closers, (request) => {
      if (request.index === 1 && resets++ === 0) request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      else answer(request);
    });
    const { driver, observer } = await sender(closers, peer, guarantee, soon);
    for (let index = 0; index < 3; index++) send(driver, 0, index);
    await observer.until("acked", guarantee === "at-least-once" ? 3 : 2);
    if (guarantee === "at-most-once") await observer.until("refused", 1);
    const reason = "stream reset: INTERNAL_ERROR";
    if (guarantee === "at-most-once") assert.deepEqual(observer.reasons("refused"), [reason]);
    else {
      assert.deepEqual(observer.pairs("retried"), ["0:1"]);
      assert.deepEqual(observer.reasons("problem"), [`${reason} (tried again)`]);
    }
    assert.deepEqual([peer.sockets.length, observer.of("disconnected").length], [1, 0]);
  }
});

test("a connection that is reset fails all that was under way: sent again with the same ids, or refused with the reason", async () => {
  for (const guarantee of guarantees) {
    let held = 0;
    const peer = await listen(closers, (request) => {
      if (request.connection > 0) answer(request);
      else if (++held === 5) peer.sockets[0]!.resetAndDestroy();
    });
    const { driver, observer } = await sender(closers, peer, guarantee, soon);
    for (let index = 0; index < 5; index++) send(driver, 0, index);
    await observer.until("disconnected", 1);
    if (guarantee === "at-least-once") {
      await observer.until("acked", 5);
      assert.deepEqual(observer.pairs("retried"), ["0:0", "0:1", "0:2", "0:3", "0:4"]);
    } else {
      await observer.until("refused", 5);
      // A write that meets the reset first takes its error away.
      for (const reason of observer.reasons("refused")) assert.match(reason, /^(ECONNRESET|EPIPE|connection closed)$/);
    }
    assert.equal(driver.pending(), 0);
  }
});

test("time limits end streams and not the session: without an answer, and with one that dribbles", async () => {
  const ends: string[] = [];
  const peer = await listen(closers, (request) => {
    const { index, stream } = request;
    stream.on("close", () => ends.push(`${index} ${nameOfCode(stream.rstCode)}`));
    if (index === 0) return;
    if (index > 1) answer(request);
    else {
      stream.respond({ ":status": 200 });
      const dribble = setInterval(() => stream.destroyed || stream.write("."), 10);
      stream.on("close", () => clearInterval(dribble));
    }
  });
  const { driver, observer } = await sender(closers, peer, "at-most-once", { timeoutSeconds: 0.1 });
  for (let index = 0; index < 3; index++) send(driver, 0, index);
  await observer.until("refused", 2);
  assert.deepEqual(observer.reasons("refused"), ["timeout", "timeout"]);
  await until(() => ends.length === 3);
  assert.deepEqual(ends.sort(), ["0 CANCEL", "1 CANCEL", "2 NO_ERROR"]);
  send(driver, 0, 3);
  await observer.until("acked", 2);
  assert.equal(peer.sockets.length, 1);
});

test("a session over which nothing comes any more is given up, and what follows has another", async () => {
  const peer = await listen(closers, (request) => request.index !== 1 && answer(request));
  const { driver, observer } = await sender(closers, peer, "at-most-once", { timeoutSeconds: 0.1 });
  send(driver, 0, 0);
  await observer.until("acked", 1);
  send(driver, 0, 1);
  await observer.until("refused", 1);
  assert.deepEqual(observer.reasons("refused"), ["timeout"]);
  send(driver, 0, 2);
  await observer.until("acked", 2);
  await observer.until("disconnected", 1);
  assert.equal(peer.sockets.length, 2);
});

test("an idle session ends with a goodbye, and that is no disconnect", async () => {
  const codes: number[] = [];
  const peer = await listen(closers, answer);
  peer.server.on("session", (session) => session.on("goaway", (code: number) => codes.push(code)));
  const { driver, observer } = await sender(closers, peer, "at-most-once", { senderIdleSeconds: 0.05 });
  await driver.open();
  send(driver, 0, 0);
  await observer.until("acked", 1);
  await until(() => driver.counters().connectionsOpen === 0);
  assert.deepEqual(codes, [constants.NGHTTP2_NO_ERROR]);
  send(driver, 0, 1);
  await observer.until("acked", 2);
  assert.deepEqual([observer.of("connected").length, observer.of("disconnected").length], [2, 0]);
});

test("an answer other than 2xx is a failed attempt, and Retry-After is heeded", async () => {
  let first = performance.now();
  let waitedMs = 0;
  const peer = await listen(closers, (request) => {
    if (peer.received.length > 1) {
      waitedMs = performance.now() - first;
      answer(request);
      return;
    }
    first = performance.now();
    request.stream.respond({ ":status": 429, "retry-after": "1" }, { endStream: true });
  });
  const settings = { retries: { schedule: [1, 1], jitter: "none", timeScale: 0.05 } } as const;
  const { driver, observer } = await sender(closers, peer, "at-least-once", settings);
  send(driver, 0, 0);
  await observer.until("acked", 1);
  assert.deepEqual(observer.reasons("problem"), ["429 Too Many Requests (tried again)"]);
  assert.ok(waitedMs >= 49, `${waitedMs} ms`);
  assert.notEqual(peer.received[0]!.stream.sentHeaders, undefined);
  assert.deepEqual(peer.received[0]!.body, peer.received[1]!.body);
});

test("events of a megabyte go side by side", async () => {
  const peer = await listen(closers, answer);
  const { driver, observer } = await sender(closers, peer, "at-most-once");
  const body = Buffer.from(`{"id":"evt_0000000000","text":"${"x".repeat(1024 * 1024 - 100)}"}`);
  for (let index = 0; index < 8; index++) send(driver, 0, index, body);
  await observer.until("acked", 8);
  assert.ok(peer.received.every((request) => request.body.equals(body)));
});

test("a handshake that fails is a failed attempt whose reason is in words", async () => {
  const expired = await makeChain({ certificate: "P-256", leafEndsMs: Date.now() - 1000 });
  const peer = await listen(closers, answer, { identity: expired });
  const { driver, observer } = await sender(closers, peer, "at-most-once");
  await assert.rejects(driver.open());
  send(driver, 0, 0);
  send(driver, 0, 1);
  await observer.until("refused", 2);
  const reason = "TLS: the certificate has expired (CERT_HAS_EXPIRED)";
  assert.deepEqual(observer.reasons("refused"), [reason, reason]);
  assert.deepEqual([observer.of("sent").length, driver.pending()], [0, 0]);
});

test("a service that is not there", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const { driver, observer } = await sender(closers, { url: `https://127.0.0.1:${port}` }, "at-most-once");
  send(driver, 0, 0);
  await observer.until("refused", 1);
  assert.deepEqual(observer.reasons("refused"), ["ECONNREFUSED"]);
});

test("a peer that chose HTTP/2 and speaks something else fails attempts, and nothing else", async () => {
  const said = Buffer.from("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const server = createTlsServer(listenerOptions(security, "h2"), (socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write(said));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closers.push(async () => server.close());
  const { port } = server.address() as AddressInfo;
  const { driver, observer } = await sender(closers, { url: `https://127.0.0.1:${port}` }, "at-most-once");
  for (let index = 0; index < 200; index++) {
    send(driver, 0, index);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await observer.until("refused", 200);
  assert.ok(observer.reasons("refused").includes("HTTP/2: Protocol error"));
  for (const reason of observer.reasons("refused"))
    assert.match(reason, /^(HTTP\/2: Protocol error|connection closed)$/);
  assert.equal(driver.pending(), 0);
});
