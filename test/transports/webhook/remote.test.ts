/** A service beyond this machine is left alone for as long as it asks. The loopback is treated as if it were beyond. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Guarantee } from "../../../src/flow.js";
import type { RemoteEndpoint } from "../../../src/transports/endpoint.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { RecordingObserver } from "./recording-observer.js";

const LEFT_ALONE = "not sent: the target asked to be left alone (Retry-After)";

interface Seen {
  host: string | undefined;
  id: string;
  atMs: number;
}

/** Refuses the first request and asks for a second of rest. Answers after `slowMs`. */
async function tiredServer(t: TestContext, slowMs = 0): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, answer) => {
    seen.push({ host: request.headers.host, id: String(request.headers["webhook-id"]), atMs: performance.now() });
    const isFirst = seen.length === 1;
    setTimeout(() => answer.writeHead(isFirst ? 503 : 200, isFirst ? { "Retry-After": "1" } : {}).end(), slowMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

async function sender(
  t: TestContext,
  port: number,
  guarantee: Guarantee,
  remote: RemoteEndpoint | undefined,
  settings: object = {},
) {
  const observer = new RecordingObserver();
  const driver = await createDriver({
    config: config.parse({ retries: { schedule: [0.01, 0.01, 0.01], timeScale: 1, jitter: "none" }, ...settings }),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee,
    endpoint: { url: `http://shop.example:${port}`, address: "127.0.0.1", ...(remote && { remote }) },
    secret: "secret",
    clients: [0],
    observer,
  });
  t.after(() => driver.close());
  const send = (index: number): void =>
    driver.send(0, index, driver.prepare(0, index, encodeEnvelope(index, "test", 0, "{}")));
  return { observer, driver, send };
}

test("at least once: what falls into the pause is held back and comes after it, spread", async (t) => {
  const { port, seen } = await tiredServer(t);
  const { observer, driver, send } = await sender(t, port, "at-least-once", { retriesPerSecond: 20 });
  send(1);
  await observer.until("problem", 1);
  send(2);
  send(3);
  assert.equal(driver.pending(), 3);
  assert.deepEqual([...driver.outstanding()].length, 3);
  await observer.until("acked", 3);
  assert.equal(driver.pending(), 0);
  const [first, ...later] = seen;
  assert.equal(first!.host, `shop.example:${port}`, "the pinned address is asked by its name");
  assert.equal(later.length, 3);
  assert.ok(later[0]!.atMs - first!.atMs >= 999, "twice the schedule's wait would have been 20 ms");
  assert.ok(later[2]!.atMs - first!.atMs >= 1_095, "one every 50 ms; how late one arrives is not the sender's doing");
  assert.deepEqual(observer.reasons("problem").sort(), [
    "503 Service Unavailable (tried again)",
    `${LEFT_ALONE} (held back)`,
    `${LEFT_ALONE} (held back)`,
  ]);
});

test("at most once: what falls into the pause is refused by name, and nothing is sent", async (t) => {
  const { port, seen } = await tiredServer(t);
  const { observer, driver, send } = await sender(t, port, "at-most-once", { retriesPerSecond: 20 });
  send(1);
  await observer.until("refused", 1);
  send(2);
  assert.equal(driver.pending(), 0);
  assert.deepEqual(
    observer.of("refused").map(({ index, reason }) => [index, reason]),
    [
      [1, "503 Service Unavailable"],
      [2, LEFT_ALONE],
    ],
  );
  assert.equal(seen.length, 1);
  await new Promise((resolve) => setTimeout(resolve, seen[0]!.atMs + 1_050 - performance.now()));
  send(3);
  await observer.until("acked", 1);
});

test("what waits for a connection when the pause begins falls into it", async (t) => {
  const { port, seen } = await tiredServer(t, 20);
  const settings = { maxConnectionsPerPeer: 1 };
  const { observer, send } = await sender(t, port, "at-most-once", { retriesPerSecond: 20 }, settings);
  for (const index of [1, 2, 3]) send(index);
  await observer.until("refused", 3);
  assert.equal(seen.length, 1);
  assert.deepEqual(
    observer
      .of("refused")
      .map(({ index, reason }) => [index, reason])
      .sort(),
    [
      [1, "503 Service Unavailable"],
      [2, LEFT_ALONE],
      [3, LEFT_ALONE],
    ],
  );
});

test("on this machine nobody is spared: what a scenario says is what happens", async (t) => {
  const { port, seen } = await tiredServer(t);
  const { observer, send } = await sender(t, port, "at-least-once", undefined);
  send(1);
  await observer.until("problem", 1);
  send(2);
  await observer.until("acked", 2);
  assert.ok(seen.at(-1)!.atMs - seen[0]!.atMs < 900, "Retry-After is heeded up to twice the schedule's wait");
});
