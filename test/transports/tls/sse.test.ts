/** Streams over TLS, and what clients post beside them. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Security } from "../../../src/tls/security.js";
import { countersSince } from "../../../src/transports/socket-tally.js";
import { until } from "../websocket/recording-observer.js";
import { assertCountedAlike, driverOf, type Play, security, serviceOf, startCuttableProxy, together } from "./stage.js";

const play = (flow: "relay" | "broadcast"): Play => ({ transport: "sse", flow, tls: security });

for (const flow of ["relay", "broadcast"] as const) {
  test(`sse over TLS, ${flow}: every event arrives, and both sides count the same bytes on the wire and inside`, async (t) => {
    const { driver, service, atClients, atService, pass } = await together(t, play(flow));
    await pass(1, 2, 3);
    await driver.close();
    await until(() => service.counters().connectionsOpen === 0);
    const [clients, server] = [driver.counters(), service.counters()];
    assertCountedAlike(clients, server);
    assert.deepEqual(clients.tls!.opened, server.tls!.accepted);
    assert.equal(clients.tls!.opened.full + clients.tls!.opened.resumed, clients.connectionsOpened);
    assert.deepEqual([...atClients.problems, ...atService.problems], []);
    for (const { connectNs, handshakeNs } of atClients.openings) assert.ok(connectNs > 0 && handshakeNs! > 0);
    assert.equal(atClients.openings.length, clients.connectionsOpened);
  });
}

/** What one event costs until it is acknowledged, on the wire, in bytes. */
async function costOfEvent(t: TestContext, tls: Security | undefined) {
  const { driver, service, pass } = await together(t, { ...play("broadcast"), clients: 1, tls });
  await pass(1);
  await until(() => service.pending() === 0 && driver.pending() === 0);
  const before = driver.counters();
  await pass(2);
  const { bytesRead, bytesWritten } = countersSince(before, driver.counters());
  return { eventAndAnswer: bytesRead, report: bytesWritten };
}

test("an event, its report and the answer to that are one record each, and a record adds 22 bytes", async (t) => {
  const plain = await costOfEvent(t, undefined);
  assert.deepEqual(await costOfEvent(t, security), {
    eventAndAnswer: plain.eventAndAnswer + 2 * 22,
    report: plain.report + 22,
  });
});

test("a stream that ends without close_notify is a loss that is told; its client resumes it and its session", async (t) => {
  const proxy = await startCuttableProxy(t);
  const port: Play["port"] = (service) => proxy.leadTo(service.port);
  const { driver, service, atClients, pass } = await together(t, { ...play("broadcast"), port });
  await pass(1);
  const { full, resumed } = driver.counters().tls!.opened;
  proxy.cut();
  await pass(2);
  assert.ok(atClients.problems.includes("connection lost: the stream ended"), `${atClients.problems}`);
  assert.equal(atClients.disconnectedClients.length, 4); // streams, and connections for reports
  assert.deepEqual(driver.counters().tls!.opened, { full, resumed: resumed + 4 });
  assert.deepEqual(service.counters().tls!.accepted, driver.counters().tls!.opened);
});

test("a stream is not opened where the peer cannot be verified", async (t) => {
  const { service } = await serviceOf(t, play("relay"));
  const stranger = { ...play("relay"), clientsTls: { ...security, servername: "elsewhere.example" } };
  const { driver } = await driverOf(t, stranger, service.port);
  const reason = "client 0: TLS: the certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)";
  await assert.rejects(driver.open(), { message: reason });
});
