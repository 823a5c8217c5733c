/** The way from the service to its clients: sessions of the dispatcher, and clients that do not behave. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { until } from "../recording-observer.js";
import { type Closers, envelope, type Pair, pair, type Settings, security } from "./pair.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const broadcast = { flow: "broadcast", clients: 2, roomSize: 1 } as const;
const soon = { retries: { schedule: Array(20).fill(0.02), jitter: "none" } } as const;

const toBoth = (settings: Settings = {}, guarantee: "at-most-once" | "at-least-once" = "at-least-once") =>
  pair(closers, { topology: broadcast, guarantee, settings: { ...soon, ...settings } });

/** Every event was delivered once to each client, and acknowledged. */
function assertAllCame({ service, atClients, atService }: Pair, events: number): void {
  assert.equal(new Set(atClients.pairs("delivered")).size, 2 * events);
  assert.deepEqual([atClients.of("delivered").length, atService.of("acked").length], [2 * events, 2 * events]);
  assert.equal(service.pending(), 0);
}

test("what clients refuse is sent again, on the same session", async () => {
  const both = await toBoth();
  both.driver.misbehave({ refuse: { share: 0.5, status: 503 } });
  for (let index = 0; index < 20; index++) both.service.publish(index, envelope(index));
  await both.atService.until("acked", 40);
  assertAllCame(both, 20);
  assert.ok(both.atService.of("retried").length > 0);
  assert.deepEqual(new Set(both.atService.reasons("problem")), new Set(["503 Service Unavailable (tried again)"]));
  assert.equal(both.service.counters().connectionsOpened, 2);
});

test("a connection that a client resets inside an event takes with it all that is under way: everything comes in the end", async () => {
  const both = await toBoth();
  both.driver.misbehave({ reset: { share: 0.2 } });
  for (let index = 0; index < 20; index++) both.service.publish(index, envelope(index));
  await until(() => both.atService.of("disconnected").length > 0);
  both.driver.misbehave(null);
  await both.atService.until("acked", 40);
  assertAllCame(both, 20);
  assert.deepEqual(both.atService.of("refused"), []);
});

test("connections that are dropped under at-most-once: each event is delivered or refused, and none is twice", async () => {
  const both = await toBoth({}, "at-most-once");
  const { driver, service, atService, atClients } = both;
  for (let index = 0; index < 60; index++) {
    service.publish(index, envelope(index));
    if (index % 20 === 10) {
      await new Promise((resolve) => setImmediate(resolve));
      driver.dropConnections();
    }
  }
  await until(() => service.pending() === 0);
  const settled = [...atService.pairs("acked"), ...atService.pairs("refused")];
  assert.equal(new Set(settled).size, 120);
  assert.equal(settled.length, 120);
  assert.equal(new Set(atClients.pairs("delivered")).size, atClients.of("delivered").length);
  service.publish(99, envelope(99));
  await until(() => atService.pairs("acked").filter((pair) => pair.endsWith(":99")).length === 2);
});

test("clients that read slowly have later what they read", async () => {
  const both = await toBoth();
  both.driver.misbehave({ slowReading: { share: 1, bytesPerSecond: 10_000 } });
  const sinceMs = performance.now();
  for (let index = 0; index < 4; index++) both.service.publish(index, envelope(index, "x".repeat(500)));
  await both.atService.until("acked", 8);
  const tookMs = performance.now() - sinceMs;
  assert.ok(tookMs >= 200, `${tookMs} ms`); // 4 × 0.5 KB at 10 KB/s
  both.driver.misbehave({ slowReading: { share: 1, bytesPerSecond: 1 } });
  both.service.publish(4, envelope(4));
  await until(() => both.driver.counters().bytesRead > 5 * 500);
  both.driver.misbehave(null); // what waits is read at once
  await both.atService.until("acked", 10);
  assertAllCame(both, 5);
});

test("a subscriber whose certificate does not fit gets nothing, and the reason is told", async () => {
  const elsewhere = { ...security, servername: "elsewhere.example" };
  const { service, atService } = await pair(closers, {
    ...{ topology: broadcast, guarantee: "at-most-once", tls: elsewhere },
  });
  service.publish(0, envelope(0));
  await atService.until("refused", 2);
  const reason = "TLS: the certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)";
  assert.deepEqual(atService.reasons("refused"), [reason, reason]);
});
