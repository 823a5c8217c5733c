/** Whether the cases can fail: servers that are known to be lenient must be found out, and only where they are. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { type TestContext, test } from "node:test";
import { WebSocketServer } from "ws";
import { playRequest } from "../../scripts/conformance/http/request-play.js";
import { requestCases } from "../../scripts/conformance/http/requests.js";
import { INVALID_DATA, type WebSocketCase } from "../../scripts/conformance/websocket/case.js";
import { webSocketCases } from "../../scripts/conformance/websocket/cases/all.js";
import { judge } from "../../scripts/conformance/websocket/judge.js";
import { playWith } from "../../scripts/conformance/websocket/service-side.js";

/** These servers never do what is waited for. */
const PATIENCE_MS = 300;

const sections = (first: RegExp): WebSocketCase[] => webSocketCases.filter((one) => first.test(one.case));

async function failures(port: number, cases: readonly WebSocketCase[]): Promise<string[]> {
  const rows = await Promise.all(cases.map(async (one) => judge("s", one, await playWith(port, 0, one, PATIENCE_MS))));
  return rows.filter((row) => !row.passed).map((row) => row.case);
}

test("a WebSocket server that does not check UTF-8 fails exactly where text is invalid", async (t) => {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    skipUTF8Validation: true,
    perMessageDeflate: false,
  });
  t.after(() => server.close());
  server.on("connection", (socket) => {
    socket.on("error", () => {});
    socket.on("message", (data, isBinary) => {
      const isEvent = !isBinary && `${data}`.startsWith('{"id"');
      socket.send(isEvent ? '{"ack":""}' : '{"error":""}');
    });
  });
  await once(server, "listening");
  const cases = sections(/^(6\.(1|2|3|5|7|16)\.|5\.|7\.[35]\.)/);
  const invalid = cases.filter((one) => one.closes === INVALID_DATA).map((one) => one.case);
  assert.ok(invalid.length > 5);
  assert.deepEqual(await failures((server.address() as AddressInfo).port, cases), invalid);
});

test("a WebSocket server that says nothing after the handshake fails every case", async (t) => {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));
  });
  await listening(t, server);
  const cases = sections(/^[1-5]\./);
  assert.deepEqual(
    await failures((server.address() as AddressInfo).port, cases),
    cases.map((one) => one.case),
  );
});

test("an HTTP server with a lenient parser, which takes whatever comes, is found out", async (t) => {
  const delivered: number[] = [];
  const server = createServer({ insecureHTTPParser: true, requireHostHeader: false }, (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk;
    });
    request.on("end", () => {
      delivered.push(Number(/evt_(\d+)/.exec(text)?.[1]));
      response.writeHead(204).end();
    });
  });
  await listening(t, server);
  const { port } = server.address() as AddressInfo;
  const target = { suite: "s", host: "127.0.0.1", port, delivered };
  // Each of these it takes at once; what it waits for would cost seconds.
  const wrong = ["no Host (9112, 3.2)", "two Hosts", "GET"];
  const right = ["a request in one piece", "byte by byte", "chunk extensions (9112, 7.1.1)", "ten requests at once"];
  for (const [names, passed] of [
    [wrong, false],
    [right, true],
  ] as const) {
    for (const name of names) {
      const number = requestCases.findIndex((one) => one.name === name);
      const one = { ...requestCases[number]!, afterwards: "either" as const };
      const row = await playRequest(target, one, number);
      assert.equal(row.passed, passed, `${name}: ${row.reason}`);
    }
  }
});

async function listening(t: TestContext, server: ReturnType<typeof createTcpServer>): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
}
