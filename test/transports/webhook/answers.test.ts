/**
 * Every answer that a service of the user's own may give, or not give, as raw bytes: nothing hangs, nothing counts twice, and what
 * is not taken has its reason. Under both guarantees, on a kept connection and on one for each event.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Guarantee } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { RecordingObserver, until } from "./recording-observer.js";

const EVENTS = 3;
/** An attempt that is not answered costs so much of the test's time; where an answer comes, a busy machine has more. */
const SHORT_SECONDS = 0.15;
const LONG_SECONDS = 4;
const ATTEMPTS = 2;

/** Called with each request; `attempt` counts those of the connection's server. */
type Answer = (socket: Socket, attempt: number) => void;

/** Writes these pieces one after another, each as a packet of its own. */
const pieces =
  (...all: string[]): Answer =>
  async (socket) => {
    for (const piece of all) {
      if (!socket.writable) return;
      socket.write(piece, "latin1");
      await new Promise(setImmediate);
    }
  };

const closing =
  (answer: string): Answer =>
  (socket) =>
    socket.end(answer, "latin1");

const LENGTH_0 = "Content-Length: 0\r\n\r\n";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const farAway = "Fri, 31 Dec 9999 23:59:59 GMT";
const soon = (): string => new Date(Date.now() + 2000).toUTCString();
const throttled =
  (retryAfter: () => string): Answer =>
  (socket) =>
    void socket.write(`HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${retryAfter()}\r\n${LENGTH_0}`);

const [TAKEN, TIMEOUT, CLOSED] = ["taken", "timeout", "connection closed"];

/** What the service does with each request, and what becomes of each attempt. */
const cases: [name: string, answer: Answer, outcome: string | RegExp][] = [
  ["HTTP/1.0 with a length, then closed", closing("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"), TAKEN],
  ["HTTP/1.0 until closed", closing("HTTP/1.0 200 OK\r\n\r\nok, all of it"), TAKEN],
  ["HTTP/1.0 that keeps the connection", pieces(`HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${LENGTH_0}`), TAKEN],
  ["chunks", pieces(CHUNKED, "2\r\nok\r\n", "0\r\n\r\n"), TAKEN],
  ["chunks with trailers", pieces(CHUNKED, "2;name=value\r\nok\r\n", "0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"), TAKEN],
  ["chunks of one byte, byte by byte", pieces(...CHUNKED, ..."1\r\no\r\n1\r\nk\r\n0\r\n\r\n"), TAKEN],
  ["chunks without an end, then closed", closing(`${CHUNKED}2\r\nok\r\n`), CLOSED],
  ["100 first", pieces("HTTP/1.1 100 Continue\r\n\r\n", `HTTP/1.1 200 OK\r\n${LENGTH_0}`), TAKEN],
  [
    "100 and two 103 first, in one packet",
    pieces(
      `HTTP/1.1 100 Continue\r\n\r\n${"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(2)}HTTP/1.1 202 Accepted\r\n${LENGTH_0}`,
    ),
    TAKEN,
  ],
  ["100 and nothing else", pieces("HTTP/1.1 100 Continue\r\n\r\n"), TIMEOUT],
  ["101 that nobody asked for", pieces("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "bad answer: unexpected upgrade"],
  ["204", pieces("HTTP/1.1 204 No Content\r\n\r\n"), TAKEN],
  ["204 with a length", pieces("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"), TAKEN],
  [
    "301",
    pieces(`HTTP/1.1 301 Moved Permanently\r\nLocation: /other\r\n${LENGTH_0}`),
    "301 Moved Permanently (redirects are not followed)",
  ],
  ["304", pieces("HTTP/1.1 304 Not Modified\r\n\r\n"), "304 Not Modified (redirects are not followed)"],
  ["200 with a long page", pieces(`HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n${"x".repeat(200_000)}`), TAKEN],
  [
    "500 with a page without end",
    pieces("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 9999999\r\n\r\n<html>"),
    "bad answer: 500 Internal Server Error, body too large",
  ],
  ["404 with a page", pieces("HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\n<html>"), "404 Not Found"],
  ["500 until closed", closing("HTTP/1.1 500 Internal Server Error\r\n\r\nTraceback"), "500 Internal Server Error"],
  ["429, Retry-After in seconds", throttled(() => "1"), "429 Too Many Requests"],
  ["429, Retry-After as a date", throttled(soon), "429 Too Many Requests"],
  ["429, Retry-After in the past", throttled(() => "Thu, 01 Jan 1970 00:00:00 GMT"), "429 Too Many Requests"],
  ["429, Retry-After in 8,000 years", throttled(() => farAway), "429 Too Many Requests"],
  ["429, Retry-After beyond all numbers", throttled(() => "9".repeat(400)), "429 Too Many Requests"],
  ["429, Retry-After that is no time", throttled(() => "-1, soon"), "429 Too Many Requests"],
  ["no answer", () => {}, TIMEOUT],
  ["closed without an answer", (socket) => void socket.end(), CLOSED],
  ["reset", (socket) => void socket.resetAndDestroy(), /^(ECONNRESET|connection closed)$/],
  ["half a head, then closed", closing("HTTP/1.1 200 OK\r\nContent-Le"), CLOSED],
  ["half a head, then silence", pieces("HTTP/1.1 200 OK\r\nContent-Le"), TIMEOUT],
  ["half a body, then silence", pieces("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), TIMEOUT],
  ["half a body, then closed", closing("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), CLOSED],
  ["closed after the answer without saying so", closing(`HTTP/1.1 200 OK\r\n${LENGTH_0}`), TAKEN],
  ["another protocol", pieces("SSH-2.0-OpenSSH_9.6\r\n"), "bad answer: bad start line"],
  ["line feeds alone", pieces("HTTP/1.1 200 OK\nContent-Length: 0\n\n"), "bad answer: bare line feed"],
  ["two answers at once", pieces(`HTTP/1.1 200 OK\r\n${LENGTH_0}HTTP/1.1 200 OK\r\n${LENGTH_0}`), TAKEN],
  [
    "an endless head",
    (socket) => endless(socket, "HTTP/1.1 200 OK\r\n", `X-More: ${"x".repeat(1000)}\r\n`),
    "bad answer: head too large",
  ],
  [
    "an endless body",
    (socket) => endless(socket, "HTTP/1.1 200 OK\r\n\r\n", "x".repeat(131_072)),
    "bad answer: 200 OK, body too large",
  ],
  ["interim answers without end", (socket) => endless(socket, "", "HTTP/1.1 103 Early Hints\r\n\r\n"), TIMEOUT],
];

function endless(socket: Socket, first: string, again: string): void {
  socket.write(first);
  const more = (): void => {
    if (!socket.writable) return;
    socket.write(again);
    if (socket.writableNeedDrain) socket.once("drain", more);
    else setTimeout(more, 1);
  };
  more();
}

/** Answers each request as soon as its head is there (`early`) or when its body is. */
async function serviceOf(
  context: TestContext,
  answer: Answer,
  early = false,
): Promise<{ url: string; attempts: number[] }> {
  const attempts: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let unread = "";
    /** Of a request that was answered early. */
    let unreadBody = 0;
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      const dropped = Math.min(unreadBody, chunk.length);
      unreadBody -= dropped;
      unread += chunk.toString("latin1", dropped);
      for (;;) {
        const request = /^[\s\S]*?Content-Length: (\d+)[\s\S]*?webhook-id: evt_(\d+)[\s\S]*?\r\n\r\n/.exec(unread);
        if (request === null) return;
        const [head, length, index] = request;
        const requestBytes = head.length + Number(length);
        if (!early && unread.length < requestBytes) return;
        unreadBody = Math.max(0, requestBytes - unread.length);
        unread = unread.slice(requestBytes);
        attempts.push(Number(index));
        answer(socket, attempts.length - 1);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, attempts };
}

async function driverTo(
  context: TestContext,
  url: string,
  guarantee: Guarantee,
  connection = "keep-alive",
  timeoutSeconds = LONG_SECONDS,
) {
  const observer = new RecordingObserver();
  const driver = await createDriver({
    config: config.parse({
      ...{
        connection,
        signature: "none",
        path: "/webhook",
        timeoutSeconds,
        maxConnectionsPerPeer: EVENTS,
      },
      retries: { schedule: Array(ATTEMPTS - 1).fill(1), timeScale: 0.005, jitter: "none" },
    }),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    ...{ guarantee, secret: "a secret", observer, endpoint: { url }, clients: [0] },
  });
  context.after(() => driver.close());
  await driver.open();
  const send = (index: number, body = encodeEnvelope(index, "test", 0, "{}")): void =>
    driver.send(0, index, driver.prepare(0, index, body));
  return { driver, observer, send };
}

/** Each event has ended once, by an acknowledgement or a refusal. */
async function allEnded(observer: RecordingObserver, kind: "acked" | "refused"): Promise<void> {
  await observer.until(kind, EVENTS);
  const ends = [...observer.of("acked"), ...observer.of("refused")].map(({ index }) => index);
  assert.deepEqual(ends.sort(), [...Array(EVENTS).keys()]);
  assert.equal(observer.of("sent").length, EVENTS, "each is sent once, and then again");
}

for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  for (const connection of ["keep-alive", "new"]) {
    test(`${guarantee}, connection ${connection}`, { concurrency: 8 }, async (context) => {
      const attempts = guarantee === "at-least-once" ? ATTEMPTS : 1;
      await Promise.all(
        cases.map(([name, answer, outcome]) =>
          context.test(name, async (inner) => {
            const { url, attempts: seen } = await serviceOf(inner, answer);
            const { driver, observer, send } = await driverTo(
              inner,
              url,
              guarantee,
              connection,
              outcome === TIMEOUT ? SHORT_SECONDS : LONG_SECONDS,
            );
            for (let index = 0; index < EVENTS; index++) send(index);
            if (outcome === TAKEN) {
              await allEnded(observer, "acked");
              assert.equal(seen.length, EVENTS, "none was sent twice");
              assert.deepEqual(observer.reasons("refused"), []);
            } else {
              await allEnded(observer, "refused");
              for (const reason of observer.reasons("refused")) assert.match(reason, patternFor(outcome!));
              const again = observer.reasons("problem").filter((reason) => reason.endsWith("(tried again)"));
              assert.ok(again.length >= EVENTS * (attempts - 1));
              for (const reason of again) assert.match(reason.replace(" (tried again)", ""), patternFor(outcome!));
              assert.equal(seen.length, EVENTS + again.length, "each attempt is told");
            }
            assert.equal(driver.pending(), 0);
            assert.deepEqual([...driver.outstanding()], []);
          }),
        ),
      );
    });
  }
}

/** Sends each event when the one before it has ended, so that it meets a connection that has served. */
async function oneByOne(
  observer: RecordingObserver,
  send: (index: number, body?: Buffer) => void,
  body?: (index: number) => Buffer,
): Promise<void> {
  for (let index = 0; index < 20; index++) {
    send(index, body?.(index));
    await until(() => endsOf(observer) > index);
  }
}

const endsOf = (observer: RecordingObserver): number => observer.of("acked").length + observer.of("refused").length;

for (const [name, end] of [
  ["at once", (socket: Socket) => void socket.end()],
  ["by a reset", (socket: Socket) => void setImmediate(() => socket.resetAndDestroy())],
  ["a little later", (socket: Socket) => void setTimeout(() => socket.end(), 1)],
] as const) {
  test(`a service that closes ${name} after each answer, without saying so, gets each event once more where it failed`, async (context) => {
    const { url, attempts } = await serviceOf(context, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${LENGTH_0}`);
      end(socket);
    });
    const { driver, observer, send } = await driverTo(context, url, "at-least-once");
    await oneByOne(observer, send);
    assert.deepEqual(observer.reasons("refused"), []);
    assert.equal(observer.of("acked").length, 20);
    assert.equal(observer.of("sent").length, 20);
    assert.ok(attempts.length <= 20 + observer.of("retried").length);
    assert.equal(driver.pending(), 0);
  });

  test(`under at-most-once what meets a connection that closed ${name} is refused with its reason`, async (context) => {
    const { url } = await serviceOf(context, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${LENGTH_0}`);
      end(socket);
    });
    const { driver, observer, send } = await driverTo(context, url, "at-most-once");
    await oneByOne(observer, send);
    assert.equal(observer.of("acked").length + observer.of("refused").length, 20);
    for (const reason of observer.reasons("refused")) assert.match(reason, /^(connection closed|ECONNRESET|EPIPE)$/);
    assert.equal(driver.pending(), 0);
  });
}

for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  for (const [name, after] of [
    ["reads on", () => {}],
    ["closes", (socket: Socket) => void socket.end()],
    ["destroys the connection", (socket: Socket) => void setImmediate(() => socket.destroy())],
  ] as const) {
    test(`${guarantee}: an answer before the body was read ends the event once, whatever follows: ${name}`, async (context) => {
      const isEarly = true;
      const { url } = await serviceOf(
        context,
        (socket) => {
          socket.write(`HTTP/1.1 200 OK\r\n${LENGTH_0}`);
          after(socket);
        },
        isEarly,
      );
      const { driver, observer, send } = await driverTo(context, url, guarantee);
      const large = (index: number): Buffer => encodeEnvelope(index, "test", 0, `"${"x".repeat(500_000)}"`);
      for (let index = 0; index < EVENTS; index++) send(index, large(index));
      await until(() => endsOf(observer) === EVENTS);
      const ends = [...observer.of("acked"), ...observer.of("refused")].map(({ index }) => index);
      assert.deepEqual(ends.sort(), [0, 1, 2]);
      for (const reason of observer.reasons("refused")) assert.match(reason, /^(connection closed|ECONNRESET|EPIPE)$/);
      if (name === "reads on") assert.equal(observer.of("acked").length, EVENTS);
      assert.equal(driver.pending(), 0);
    });
  }
}

const patternFor = (outcome: string | RegExp): RegExp =>
  typeof outcome === "string" ? new RegExp(`^${outcome.replace(/[()]/g, "\\$&")}$`) : outcome;
