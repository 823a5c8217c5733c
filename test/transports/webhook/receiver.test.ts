import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, test } from "node:test";
import { Agent, request } from "undici";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import { type Guarantee, SERVICE } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { Receiver } from "../../../src/transports/webhook/receiver.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";
import { signedHeaders } from "./signed-headers.js";
import { type Accept, testIntake } from "./test-intake.js";

const keys = new KeyRing("a secret");
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(
  settings: Parameters<typeof config.parse>[0] & object = {},
  accept?: Accept,
  guarantee: Guarantee = "at-least-once",
  known: { sender: number; index: number }[] = [],
) {
  const observer = new RecordingObserver();
  const accepted: string[] = [];
  const keep: Accept = (client, index, body) => {
    accepted.push(`${client}:${index}:${body}`);
    return "taken";
  };
  const intake = testIntake(observer, guarantee, accept ?? keep);
  for (const { sender, index } of known) intake.restore(sender, index);
  const receiver = new Receiver({
    config: config.parse(settings),
    clients: 10,
    keys,
    observer,
    intake,
    takenStatus: 204,
  });
  const port = await receiver.listen(0);
  const agent = new Agent({ connections: 1 });
  closers.push(
    () => receiver.close(),
    () => agent.destroy(),
  );
  const post = async (event: Event) => {
    const { path = "/clients/1/events", ...rest } = event;
    const options = { method: "POST", ...rest, dispatcher: agent } as Parameters<typeof request>[1] & object;
    const answer = await request(`http://127.0.0.1:${port}${path}`, options);
    await answer.body.dump();
    return answer;
  };
  return { receiver, port, observer, accepted, post };
}

interface Event {
  path?: string;
  method?: "POST" | "PUT" | "GET";
  headers: Record<string, string>;
  body: Buffer | string | AsyncGenerator<Buffer>;
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

function signed(
  client: number,
  index: number,
  { body = envelope(index), timestamp = nowSeconds(), id = eventId(index) } = {},
) {
  return { headers: signedHeaders(keys, client, id, timestamp, body), body };
}

const envelope = (index: number, text = "né") => encodeEnvelope(index, "test", 0, JSON.stringify(text));
const text = (body: string) => Buffer.from(body);

test("an event is accepted with its sender, its number and its bytes", async () => {
  const { post, accepted, receiver } = await listen();
  assert.equal((await post(signed(1, 42))).statusCode, 204);
  const withCharset = signed(1, 43);
  withCharset.headers["content-type"] = "application/json; charset=utf-8";
  assert.equal((await post(withCharset)).statusCode, 204);
  assert.deepEqual(accepted, [`1:42:${envelope(42)}`, `1:43:${envelope(43)}`]);
  assert.equal(receiver.counters().connectionsOpened, 1);
});

test("a body of many reads is put together, whether its length is announced or not", async () => {
  const { post, accepted } = await listen();
  const body = envelope(5, "é".repeat(200_000));
  assert.equal((await post(signed(1, 5, { body }))).statusCode, 204);
  async function* pieces(whole: Buffer) {
    yield whole.subarray(0, 100_001); // inside a character
    yield whole.subarray(100_001);
  }
  const another = envelope(6, "é".repeat(200_000));
  assert.equal((await post({ ...signed(1, 6, { body: another }), body: pieces(another) })).statusCode, 204);
  assert.deepEqual(accepted, [`1:5:${body}`, `1:6:${another}`]);
});

describe("an answer of", () => {
  const good = signed(1, 7);
  const without = (header: string): Event => ({ ...good, headers: { ...good.headers, [header]: "" } });
  const table: [number, string, string, Event][] = [
    [404, "another path", "no such path", { ...good, path: "/clients/1" }],
    [404, "the root", "no such path", { ...good, path: "/" }],
    [404, "a client that does not exist", "no such path", { ...good, path: "/clients/10/events" }],
    [404, "a client by another spelling", "no such path", { ...good, path: "/clients/01/events" }],
    [405, "another method", "not a POST", { ...good, method: "PUT" }],
    [
      415,
      "another type",
      "not application/json",
      { ...good, headers: { ...good.headers, "content-type": "text/plain" } },
    ],
    [
      415,
      "a type that only begins alike",
      "not application/json",
      { ...good, headers: { ...good.headers, "content-type": "application/jsonx" } },
    ],
    [401, "another client's signature", "forged signature", signed(2, 7)],
    [401, "a changed body", "forged signature", { ...good, body: envelope(7, "other") }],
    [401, "an old signature", "stale timestamp", signed(1, 7, { timestamp: nowSeconds() - 1000 })],
    [401, "a signature from the future", "early timestamp", signed(1, 7, { timestamp: nowSeconds() + 1000 })],
    [401, "no signature", "missing signature", without("webhook-signature")],
    [401, "no id", "missing signature", without("webhook-id")],
    [
      401,
      "a forged body that is not JSON: it is verified before it is parsed",
      "forged signature",
      { ...good, body: "{" },
    ],
    [400, "a body that is not JSON", "not JSON", signed(1, 7, { body: text("{") })],
    [400, "an empty body", "not JSON", signed(1, 7, { body: text("") })],
    [400, "JSON that is no event", "not an event envelope", signed(1, 7, { body: text('{"id":"evt_0000000007"}') })],
    [400, "JSON that is no object", "not an event envelope", signed(1, 7, { body: text("null") })],
    [400, "another event's id", "webhook-id is not the body's id", signed(1, 7, { body: envelope(8) })],
    [
      400,
      "an id that is not ours",
      "no event id",
      signed(1, 7, { id: "msg_1", body: text('{"id":"msg_1","type":"t","timestamp":"now","data":1}') }),
    ],
  ];
  for (const [status, what, reason, event] of table) {
    test(`${status} to ${what}`, async () => {
      const { post, accepted, observer } = await listen();
      assert.equal((await post(event)).statusCode, status);
      assert.deepEqual(observer.reasons("problem"), [`receiver: ${reason}`]);
      assert.equal((await post(good)).statusCode, 204);
      assert.equal(accepted.length, 1);
    });
  }

  test("405 names the method that is allowed", async () => {
    const { post } = await listen();
    assert.equal((await post({ ...good, method: "PUT" })).headers.allow, "POST");
  });

  test("413 to a body that is announced as too large, before it is read", async () => {
    const { port, observer, accepted } = await listen({ maxBodyBytes: 1000 });
    const announced = httpRequest({
      port,
      path: "/clients/1/events",
      method: "POST",
      headers: { ...good.headers, "content-length": 1001 },
    });
    announced.on("error", () => {});
    announced.flushHeaders(); // not a byte of the body
    const [answer] = await once(announced, "response");
    assert.equal(answer.statusCode, 413);
    announced.destroy();
    assert.deepEqual(observer.reasons("problem").slice(0, 1), ["receiver: body too large"]);
    assert.deepEqual(accepted, []);
  });

  test("413 to a body that turns out too large, and the connection lives on", async () => {
    const { post, accepted, receiver } = await listen({ maxBodyBytes: 1000 });
    const body = envelope(7, "x".repeat(5000));
    async function* pieces() {
      for (let at = 0; at < body.length; at += 700) yield body.subarray(at, at + 700);
    }
    assert.equal((await post({ ...signed(1, 7, { body }), body: pieces() })).statusCode, 413);
    assert.equal((await post(signed(1, 7, { body }))).statusCode, 413);
    const exact = envelope(7, "x".repeat(1000 - envelope(7, "").length));
    assert.equal(exact.length, 1000);
    assert.equal((await post(signed(1, 7, { body: exact }))).statusCode, 204);
    assert.equal(accepted.length, 1);
    assert.ok(receiver.counters().connectionsOpened <= 2); // undici may drop the one it was still writing to
  });

  test("503 and Retry-After when there is no room for it", async () => {
    const { post } = await listen({}, () => "no room");
    const { statusCode, headers } = await post(good);
    assert.equal(statusCode, 503);
    assert.equal(headers["retry-after"], "1");
  });

  test("500 when taking it fails, and the service lives on", async () => {
    let calls = 0;
    const { post, observer } = await listen({}, () => {
      if (calls++ === 0) throw new Error("out of order");
      return "taken";
    });
    assert.equal((await post(good)).statusCode, 500);
    assert.deepEqual(observer.reasons("problem"), ["receiver: failed: Error: out of order"]);
    assert.equal((await post(good)).statusCode, 204);
  });
});

describe("a copy of an event that was taken", () => {
  test("is answered like the first and goes no further, whatever its signature's time", async () => {
    const { post, accepted, observer } = await listen();
    for (const timestamp of [nowSeconds(), nowSeconds(), nowSeconds() - 10]) {
      assert.equal((await post(signed(1, 7, { timestamp }))).statusCode, 204);
    }
    assert.equal(accepted.length, 1);
    assert.deepEqual(observer.pairs("suppressed"), [`${SERVICE}:7`, `${SERVICE}:7`]);
    assert.deepEqual(observer.of("problem"), []);
  });

  test("is a replay when nobody sends anything twice", async () => {
    const { post, accepted, observer } = await listen({}, undefined, "at-most-once");
    const event = signed(1, 7);
    assert.equal((await post(event)).statusCode, 204);
    assert.equal((await post(event)).statusCode, 401);
    assert.equal((await post(signed(1, 8))).statusCode, 204);
    assert.equal(accepted.length, 2);
    assert.deepEqual(observer.reasons("problem"), ["receiver: replayed signature"]);
    assert.deepEqual(observer.of("suppressed"), []);
  });

  test("is not known when the first was not taken", async () => {
    const outcomes: ReturnType<Accept>[] = ["no room", "taken"];
    const { post, observer } = await listen({}, () => {
      const outcome = outcomes.shift();
      if (outcome === undefined) throw new Error("out of order");
      return outcome;
    });
    const codes = [];
    for (const index of [7, 7, 7, 8, 8]) codes.push((await post(signed(1, index))).statusCode);
    assert.deepEqual(codes, [503, 204, 204, 500, 500]);
    assert.equal(observer.of("suppressed").length, 1);
  });

  for (const guarantee of ["at-least-once", "at-most-once"] as const) {
    test(`is another event when another client sends it, ${guarantee}`, async () => {
      const { post, accepted, observer } = await listen({}, undefined, guarantee);
      const codes = [];
      for (const client of [1, 2, 1])
        codes.push((await post({ path: `/clients/${client}/events`, ...signed(client, 7) })).statusCode);
      assert.deepEqual(codes, [204, 204, guarantee === "at-least-once" ? 204 : 401]);
      assert.deepEqual(accepted.length, 2);
      assert.equal(observer.of("suppressed").length, guarantee === "at-least-once" ? 1 : 0);
    });
  }

  test("is known to a successor that is told so", async () => {
    const { post, accepted, observer } = await listen({}, undefined, "at-least-once", [{ sender: 1, index: 7 }]);
    assert.equal((await post(signed(1, 7))).statusCode, 204);
    assert.deepEqual(accepted, []);
    assert.equal(observer.of("suppressed").length, 1);
  });
});

test("without signatures only the ids must agree", async () => {
  const { post, accepted } = await listen({ signature: "none" });
  const headers = { "content-type": "application/json", "webhook-id": eventId(3) };
  assert.equal((await post({ headers, body: envelope(3) })).statusCode, 204);
  assert.equal((await post({ headers, body: envelope(4) })).statusCode, 400);
  assert.equal((await post({ headers: { ...headers, "webhook-id": "" }, body: envelope(3) })).statusCode, 400);
  assert.equal(accepted.length, 1);
});

test("a port that is taken rejects with the system's error", async () => {
  const { port } = await listen();
  const observer = new RecordingObserver();
  const intake = testIntake(observer, "at-least-once", () => "taken");
  const second = new Receiver({ config: config.parse({}), clients: 1, keys, observer, intake, takenStatus: 204 });
  await assert.rejects(second.listen(port), { code: "EADDRINUSE", port });
});

test("close is prompt with idle and busy connections, and leaves no port", async () => {
  const { receiver, port, post } = await listen();
  await post(signed(1, 7));
  const busy = connect(port, "127.0.0.1");
  busy.on("error", () => {});
  busy.write("POST /clients/1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  await until(() => receiver.counters().connectionsOpen === 2);
  const startMs = performance.now();
  await receiver.close();
  assert.ok(performance.now() - startMs < 1000);
  assert.equal(receiver.counters().connectionsOpen, 0);
  await assert.rejects(post(signed(1, 8)), { code: "ECONNREFUSED" });
  busy.destroy();
});

test("a body with two ids, which its recipients would read as another event, is refused", async () => {
  const { post, accepted } = await listen();
  const body = text(
    envelope(8)
      .toString()
      .replace(/}$/, `,"id":"${eventId(9)}"}`),
  );
  assert.equal((await post(signed(1, 9, { body }))).statusCode, 400);
  assert.deepEqual(accepted, []);
});
