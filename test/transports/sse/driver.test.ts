/** The clients, with services of others: better-sse, and node:http with streams of every kind. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createSession } from "better-sse";
import type { Guarantee } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { createDriver } from "../../../src/transports/sse/driver.js";
import { RecordingObserver, until } from "../websocket/recording-observer.js";
import { event, SECRET, type Settings, settingsOf } from "./peer.js";

type Stream = (request: IncomingMessage, response: ServerResponse) => void;

interface Reported {
  through?: string;
  refused?: { id: string; reason: string; retryAfterSeconds?: number | null }[];
}

interface Options {
  guarantee?: Guarantee;
  config?: Settings;
  /** Answers a report; by default with 204. */
  answer?: (response: ServerResponse, reports: Reported[]) => void;
}

/** A service that answers requests for a stream with `stream`, and a driver of one client. */
async function together(t: TestContext, stream: Stream, { guarantee = "at-least-once", config, answer }: Options = {}) {
  const reports: Reported[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === "/clients/0/stream") {
      requests.push(request);
      stream(request, response);
      return;
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    reports.push(JSON.parse(body));
    if (answer) answer(response, reports);
    else response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const observer = new RecordingObserver();
  const driver = await createDriver({
    endpoint: { url: loopbackUrl((server.address() as AddressInfo).port) },
    config: settingsOf({ reconnect: { minSeconds: 0.01, maxSeconds: 0.05, jitter: "none" }, ...config }),
    topology: { flow: "broadcast", clients: 1, roomSize: 1 },
    guarantee,
    secret: SECRET,
    observer,
    clients: [0],
  });
  t.after(async () => {
    await driver.close();
    server.closeAllConnections();
    server.close();
  });
  return { driver, observer, reports, requests };
}

const HEAD = { "Content-Type": "text/event-stream; charset=utf-8" };
const written = (index: number, id: string) => `id: ${id}\ndata: ${event(index)}\n\n`;
const events = (observer: RecordingObserver): number[] => observer.deliveredEvents.map(([, index]) => index);

test("the request says who asks, and what for", async (t) => {
  const { driver, requests } = await together(t, (_, response) => response.writeHead(200, HEAD).flushHeaders());
  await driver.open();
  const { method, headers } = requests[0]!;
  assert.equal(method, "GET");
  assert.equal(headers.accept, "text/event-stream");
  assert.match(headers.authorization!, /^Bearer ./);
  assert.equal(headers["accept-encoding"], undefined);
  assert.equal(headers["last-event-id"], undefined);
});

test("events of better-sse are delivered, each acknowledged, the newest by its id", async (t) => {
  const { driver, observer, reports } = await together(t, async (request, response) => {
    const session = await createSession(request, response, { serializer: String });
    for (const index of [1, 2, 3]) session.push(event(index), "chat.message", `id-${index}`);
  });
  await driver.open();
  await until(() => reports.at(-1)?.through === "id-3");
  assert.deepEqual(events(observer), [1, 2, 3]);
  assert.deepEqual(observer.problems, []);
});

test("a stream in pieces of any size is read, with a length or without", async (t) => {
  const bytes = Buffer.from(`\u{feff}: hello\r\n\r\n${written(1, "a")}id: b\rdata: ${event(2)}\r\r${written(3, "c")}`);
  for (const length of [undefined, bytes.length]) {
    const { driver, observer } = await together(t, async (request, response) => {
      if (request.headers["last-event-id"] !== undefined) return response.writeHead(204).end();
      response.writeHead(200, { ...HEAD, ...(length && { "Content-Length": length }) });
      for (const byte of bytes) response.write(Buffer.of(byte));
      return undefined;
    });
    await driver.open();
    await until(() => observer.deliveredEvents.length === 3);
    assert.deepEqual(events(observer), [1, 2, 3]);
  }
});

test("a lost stream is opened again with the id of the last event that was taken, until 204 says to stay away", async (t) => {
  const { driver, observer, requests } = await together(t, (request, response) => {
    const last = Number(request.headers["last-event-id"] ?? 0);
    if (last === 3) response.writeHead(204).end();
    else response.writeHead(200, HEAD).end(`${written(last + 1, `${last + 1}`)}id: 9\ndata: cut short`);
  });
  await driver.open();
  await until(() => observer.problems.some((problem) => problem.includes("204")));
  await setTimeout(60); // three times as long as it would wait to come back
  assert.deepEqual(events(observer), [1, 2, 3]);
  assert.deepEqual(
    requests.map(({ headers }) => headers["last-event-id"]),
    [undefined, "1", "2", "3"],
  );
  assert.deepEqual(observer.problems, [
    ...Array(3).fill("connection lost: the stream ended"),
    "reconnect failed: the service answered 204 No Content",
  ]);
  assert.deepEqual(observer.disconnectedClients, [0, 0, 0]);
});

test("under at-most-once nothing is acknowledged, and nothing is asked for again", async (t) => {
  const { driver, observer, requests, reports } = await together(
    t,
    (_, response) => response.writeHead(200, HEAD).end(written(1, "1")),
    { guarantee: "at-most-once" },
  );
  await driver.open();
  await until(() => observer.deliveredEvents.length === 2);
  assert.deepEqual([requests[1]!.headers["last-event-id"], reports.length], [undefined, 0]);
});

test("the service's retry field is heeded", async (t) => {
  const openedMs: number[] = [];
  const { driver } = await together(t, (_, response) => {
    openedMs.push(performance.now());
    response.writeHead(200, HEAD).end("retry: 40\n\n");
  });
  await driver.open();
  await until(() => openedMs.length === 2);
  assert.ok(openedMs[1]! - openedMs[0]! >= 39, `${openedMs[1]! - openedMs[0]!} ms`);
});

test("one report is under way at a time, and the next names the newest event", async (t) => {
  let release = (): void => {};
  let stream: ServerResponse | undefined;
  const { driver, observer, reports } = await together(
    t,
    (_, response) => {
      stream = response.writeHead(200, HEAD);
      stream.flushHeaders();
    },
    {
      answer(response, all) {
        const answered = () => response.writeHead(204).end();
        if (all.length === 1) release = answered;
        else answered();
      },
    },
  );
  await driver.open();
  stream!.write(written(1, "1"));
  await until(() => reports.length === 1);
  for (const index of [2, 3, 4]) stream!.write(written(index, `${index}`));
  await until(() => observer.deliveredEvents.length === 4);
  assert.equal(reports.length, 1);
  assert.equal(driver.pending(), 1);
  release();
  await until(() => reports.length === 2);
  assert.deepEqual(reports, [{ through: "1" }, { through: "4" }]);
  await until(() => driver.pending() === 0);
});

test("a report that is not taken is made again, with all that came up meanwhile", async (t) => {
  const { driver, observer, reports } = await together(
    t,
    (_, response) => response.writeHead(200, HEAD).write(written(1, "1")),
    { answer: (response, all) => response.writeHead(all.length === 1 ? 500 : 204).end() },
  );
  driver.misbehave({ refuse: { share: 1, status: 503, retryAfterSeconds: 2 } });
  await driver.open();
  await until(() => reports.length === 2);
  const refused = [{ id: "evt_0000000001", reason: "refused: 503", retryAfterSeconds: 2 }];
  assert.deepEqual(reports, [{ refused }, { refused }]);
  assert.deepEqual(observer.problems, ["acknowledgement: 500 Internal Server Error (tried again)"]);
});

test("what is no event is a problem and harms nothing", async (t) => {
  const { driver, observer } = await together(t, (_, response) =>
    response.writeHead(200, HEAD).write(`data: hello\n\nevent: gap\ndata: 7\n\n${written(1, "1")}`),
  );
  await driver.open();
  await until(() => observer.deliveredEvents.length === 1);
  assert.deepEqual(observer.problems, [
    "what came as a delivery is not the event that was sent",
    "the service's history no longer reaches back",
  ]);
});

test("who is replaced stays away; who is closed for another reason comes back", async (t) => {
  const { driver, observer, requests } = await together(t, (_, response) => {
    const reason = requests.length === 1 ? "token expired" : "replaced";
    response.writeHead(200, HEAD).end(`event: closed\ndata: ${reason}\n\n`);
  });
  await driver.open();
  await until(() => observer.problems.length === 2);
  assert.deepEqual(observer.problems, ["closed by the service: token expired", "closed by the service: replaced"]);
  assert.equal(requests.length, 2);
});

test("an event that is too long ends the stream", async (t) => {
  const { driver, observer } = await together(
    t,
    (_, response) => response.writeHead(200, HEAD).write(`data: ${"x".repeat(2000)}`),
    { config: { maxEventBytes: 1000 } },
  );
  await driver.open();
  await until(() => observer.problems.length > 0);
  assert.equal(observer.problems[0], "protocol violation by the service: an event or line is too long");
});

test("a service without a heartbeat is given up", async (t) => {
  const { driver, observer } = await together(t, (_, response) => response.writeHead(200, HEAD).flushHeaders(), {
    config: { heartbeatSeconds: 0.02 },
  });
  await driver.open();
  await until(() => observer.problems.length > 0);
  assert.equal(observer.problems[0], "connection lost: no heartbeat from the service");
});

const wrongAnswers: [what: string, stream: Stream, message: string][] = [
  [
    "a refusal",
    (_, response) => response.writeHead(401).end("no such token"),
    "client 0: the service answered 401 Unauthorized: no such token",
  ],
  [
    "a page",
    (_, response) => response.writeHead(200, { "Content-Type": "text/html" }).write("<html>"),
    "client 0: the service answered with text/html, not with text/event-stream",
  ],
  [
    "no type",
    (_, response) => response.end(),
    "client 0: the service answered with nothing, not with text/event-stream",
  ],
  [
    "nothing at all",
    (request) => request.socket.end(),
    "client 0: the connection ended before the answer to the request for a stream",
  ],
  [
    "another protocol",
    (request) => request.socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
    'client 0: not an HTTP/1.1 answer: "SSH-2.0-OpenSSH_9.2"',
  ],
];
for (const [what, stream, message] of wrongAnswers) {
  test(`${what} in place of a stream is an error that says so`, async (t) => {
    const { driver } = await together(t, stream);
    await assert.rejects(driver.open(), { message });
  });
}
