/** Services that answer with random bytes: our clients give the connection up, take nothing from it and go on. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { type Random, seededRandom } from "../../../src/random.js";
import * as webhook from "../../../src/transports/webhook/config.js";
import { createDriver as createWebhookDriver } from "../../../src/transports/webhook/driver.js";
import * as websocket from "../../../src/transports/websocket/config.js";
import { createDriver as createWebSocketDriver } from "../../../src/transports/websocket/driver.js";
import { acceptOf } from "../../../src/transports/websocket/handshake.js";
import { until } from "../../transports/websocket/recording-observer.js";
import { bitFlipped, oneOf, randomBytes } from "./damage.js";
import { CountingObserver } from "./watch.js";

const TIMES = 250;
const LIMIT = { timeout: 60_000 };
const body = (index: number) => encodeEnvelope(index, "t", 0, '"x"');

async function serving(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => answer(socket, `${chunk}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const ANSWERS = [
  "HTTP/1.1 500 Odd\r\nContent-Length: 3\r\n\r\nodd",
  "HTTP/1.1 503 Odd\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nodd\r\n0\r\n\r\n",
];

/** Never a 2xx, however its bits fall. */
function badAnswer(random: Random): Buffer {
  const text = Buffer.from(oneOf(random, ANSWERS));
  const status = text.subarray(0, 13);
  return random.int(2) === 0
    ? randomBytes(random, 1 + random.int(200))
    : Buffer.concat([status, bitFlipped(random, text.subarray(13))]);
}

test("a webhook sender refuses what gets a random answer, and goes on", LIMIT, async (t) => {
  const random = seededRandom(1, "answers");
  let asked = 0;
  const port = await serving(t, (socket) => {
    if (asked++ < TIMES) socket.end(badAnswer(random));
    else socket.write("HTTP/1.1 204 No Content\r\n\r\n");
  });
  const outcomes: string[] = [];
  const observer = new CountingObserver();
  observer.acked = () => outcomes.push("acked");
  observer.refused = () => outcomes.push("refused");
  const driver = await createWebhookDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: [0],
    config: webhook.config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-most-once",
    secret: "s",
    observer,
  });
  t.after(() => driver.close());
  await driver.open();
  for (let index = 0; index <= TIMES; index++) {
    driver.send(0, index, driver.prepare(0, index, body(index)));
    await until(() => outcomes.length === index + 1);
  }
  assert.deepEqual(outcomes, [...new Array(TIMES).fill("refused"), "acked"]);
  assert.equal(driver.pending(), 0);
});

test("a WebSocket client takes nothing from random bytes, and comes back", LIMIT, async (t) => {
  const random = seededRandom(1, "frames");
  let connections = 0;
  const port = await serving(t, (socket, request) => {
    const key = /^sec-websocket-key: (.*)$/im.exec(request)?.[1];
    if (key === undefined) return;
    const head = `HTTP/1.1 101 Odd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`;
    socket.write(head);
    if (connections++ < TIMES) socket.end(randomBytes(random, 1 + random.int(200)));
    else socket.write(Buffer.concat([Buffer.from([0x81, body(1).length]), body(1)]));
  });
  const observer = new CountingObserver();
  const driver = await createWebSocketDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: [0],
    config: websocket.config.parse({ reconnect: { minSeconds: 0.001, maxSeconds: 0.001, jitter: "none" } }),
    topology: { flow: "relay", clients: 2, roomSize: 2 },
    guarantee: "at-most-once",
    secret: "s",
    observer,
  });
  t.after(() => driver.close());
  await driver.open();
  await observer.taken(1);
  assert.equal(observer.deliveries, 1);
  assert.equal(connections, TIMES + 1);
});
