/** WebSockets over TLS: what they carry is what it is without, and what TLS adds is known to the byte. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { connect as connectSecurely } from "node:tls";
import { flowNames } from "../../../src/flow.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { makeChain } from "../../../src/tls/certificates.js";
import type { Security } from "../../../src/tls/security.js";
import { countersSince } from "../../../src/transports/socket-tally.js";
import { until } from "../websocket/recording-observer.js";
import {
  assertCountedAlike,
  driverOf,
  event,
  type Play,
  security,
  serviceOf,
  startCuttableProxy,
  together,
} from "./stage.js";

for (const flow of flowNames) {
  test(`wss, ${flow}: every event arrives, and both sides count the same bytes on the wire and inside`, async (t) => {
    const { driver, service, atClients, atService, pass } = await together(t, {
      transport: "websocket",
      flow,
      tls: security,
    });
    await pass(1, 2, 3);
    await driver.close();
    await until(() => service.counters().connectionsOpen === 0);
    const [clients, server] = [driver.counters(), service.counters()];
    assertCountedAlike(clients, server);
    assert.deepEqual(clients.tls!.opened, { full: 2, resumed: 0 });
    assert.deepEqual(server.tls!.accepted, { full: 2, resumed: 0 });
    assert.deepEqual([...atClients.problems, ...atService.problems], []);
    for (const { connectNs, handshakeNs } of atClients.openings) assert.ok(connectNs > 0 && handshakeNs! > 0);
    assert.equal(atClients.openings.length, 2);
  });
}

/** What one event costs between its send and its acknowledgement, on the wire, in bytes. */
async function costOfEvent(t: TestContext, tls: Security | undefined) {
  const { driver, pass } = await together(t, { transport: "websocket", flow: "ingest", tls });
  await pass(1); // the first is no different; the tickets of the handshake came before it
  const before = driver.counters();
  await pass(2);
  const { bytesRead, bytesWritten } = countersSince(before, driver.counters());
  return { event: bytesWritten, ack: bytesRead };
}

test("an event and its ack are one record each, and a record adds 22 bytes", async (t) => {
  const plain = await costOfEvent(t, undefined);
  assert.equal(plain.ack, '{"ack":"evt_0000000002"}'.length + 2);
  assert.deepEqual(await costOfEvent(t, security), { event: plain.event + 22, ack: plain.ack + 22 });
  const older = await costOfEvent(t, { ...security, version: "1.2" });
  assert.deepEqual(older, { event: plain.event + 29, ack: plain.ack + 29 }); // 5 head, 8 nonce, 16 tag
});

for (const version of ["1.3", "1.2"] as const) {
  test(`TLS ${version}: a client that comes back resumes its session, and with resumption off it does not`, async (t) => {
    for (const resumption of ["on", "off"] as const) {
      const tls = { ...security, version, resumption };
      const { driver, service, atClients, pass } = await together(t, { transport: "websocket", flow: "relay", tls });
      driver.dropConnections();
      await until(() => atClients.connectedClients.length === 4);
      await pass(1);
      const counted = resumption === "on" ? { full: 2, resumed: 2 } : { full: 4, resumed: 0 };
      assert.deepEqual([driver.counters().tls!.opened, service.counters().tls!.accepted], [counted, counted]);
      assert.deepEqual(new Set(atClients.problems), new Set(["connection reset by the client"]));
    }
  });
}

const play: Play = { transport: "websocket", flow: "ingest", tls: security };

const { ca: _ofRun, ...trustingNode } = security;
const strangers = await makeChain({ certificate: "P-256" });

const refusals: [what: string, clientsTls: Security, reason: string][] = [
  [
    "has another name than was asked for",
    { ...security, servername: "elsewhere.example" },
    "the certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)",
  ],
  [
    "goes back to a root that nobody knows",
    trustingNode,
    "the certificate was issued by nobody who is trusted (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)",
  ],
  [
    "goes back to another root of the same name",
    { ...security, ca: strangers.root },
    "the certificate was signed by somebody else than whom it names (CERT_SIGNATURE_FAILURE)",
  ],
];

for (const [what, clientsTls, reason] of refusals) {
  test(`a certificate that ${what} is refused, with a reason in words`, async (t) => {
    const { service } = await serviceOf(t, play);
    const { driver } = await driverOf(t, { ...play, clientsTls }, service.port);
    await assert.rejects(driver.open(), { message: `client 0: TLS: ${reason}` });
    assert.equal(driver.counters().connectionsOpen, 0);
  });
}

test("no setting of the environment turns verification off", async (t) => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  t.after(() => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });
  const { service } = await serviceOf(t, play);
  const { driver } = await driverOf(t, { ...play, clientsTls: trustingNode }, service.port);
  await assert.rejects(driver.open(), /nobody who is trusted/);
});

test("a peer without TLS is told from one with another version, in words that are the same each time", async (t) => {
  const { service, observer } = await serviceOf(t, play);
  for (let i = 0; i < 2; i++) {
    const plain = connect(service.port, LOOPBACK);
    plain.write("GET /connect HTTP/1.1\r\n\r\n");
    await once(plain.resume(), "close");
  }
  const reason = "service: TLS: the peer speaks HTTP without TLS (ERR_SSL_HTTP_REQUEST)";
  assert.deepEqual(observer.problems, [reason, reason]);
});

test("a certificate that has expired is refused, at the first opening and whenever clients come back", async (t) => {
  const expired = await makeChain({ certificate: "P-256", leafEndsMs: Date.now() - 1000 });
  const proxy = await startCuttableProxy(t);
  const first = await serviceOf(t, play);
  proxy.leadTo(first.service.port);
  const { driver, observer } = await driverOf(
    t,
    { ...play, clientsTls: { ...security, ca: `${security.ca}\n${expired.root}` } },
    proxy.port,
  );
  await driver.open();
  const second = await serviceOf(t, { ...play, tls: { ...security, identity: expired } });
  proxy.leadTo(second.service.port);
  driver.dropConnections();
  const reason = "TLS: the certificate has expired (CERT_HAS_EXPIRED)";
  await until(() => observer.problems.includes(`reconnect failed: ${reason}`));
  const late = await driverOf(t, { ...play, clientsTls: { ...security, ca: expired.root } }, second.service.port);
  await assert.rejects(late.driver.open(), { message: `client 0: ${reason}` });
});

test("a connection that ends without close_notify is a loss that is told, and what was under way is sent again", async (t) => {
  const proxy = await startCuttableProxy(t);
  const { driver, atClients, pass } = await together(t, { ...play, port: ({ port }) => proxy.leadTo(port) });
  await pass(1);
  proxy.cut();
  driver.send(0, 2, driver.prepare(0, 2, event(2)));
  await until(() => driver.pending() === 0 && atClients.connectedClients.length === 4);
  assert.deepEqual(atClients.disconnectedClients.toSorted(), [0, 1]);
  assert.deepEqual(new Set(atClients.problems), new Set(["connection lost: it ended without a close frame"]));
  assert.deepEqual(driver.counters().tls!.opened, { full: 2, resumed: 2 });
});

test("a service that stops inside the handshake is given up within the limit, and so is such a client", async (t) => {
  const tls = { ...security, handshakeSeconds: 0.1 };
  const silent = createServer((socket) => socket.resume()).listen(0, LOOPBACK);
  await once(silent, "listening");
  t.after(() => silent.close());
  const { driver } = await driverOf(t, { ...play, tls }, (silent.address() as AddressInfo).port);
  const reason = "TLS: the handshake took too long (ERR_TLS_HANDSHAKE_TIMEOUT)";
  await assert.rejects(driver.open(), { message: `client 0: ${reason}` });

  const { service, observer } = await serviceOf(t, { ...play, tls });
  const stopped = connect(service.port, LOOPBACK);
  stopped.write(Buffer.of(0x16, 3, 1, 2, 0, 1)); // a record of a handshake begins
  await once(stopped.resume(), "close");
  assert.deepEqual(observer.problems, [`service: ${reason}`]);
  await until(() => service.counters().connectionsOpen === 0);
});

test("a client that has an encrypted connection and no WebSocket is told so when its time is up", async (t) => {
  const { service, observer } = await serviceOf(t, { ...play, settings: { upgradeSeconds: 0.05 } });
  const { ca, servername } = security;
  const socket = connectSecurely({ port: service.port, host: LOOPBACK, ca: ca!, servername: servername! });
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
  });
  await once(socket, "close");
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.deepEqual(observer.problems, ["upgrade refused: 408"]);
});

test("a client whose events are refused by a reset is reset below TLS, and sends them again", async (t) => {
  const { driver, service, atClients, atService } = await together(t, play);
  service.misbehave({ reset: { share: 1 } });
  driver.send(0, 1, driver.prepare(0, 1, event(1)));
  await until(() => atClients.disconnectedClients.length > 0);
  service.misbehave(null);
  await until(() => driver.pending() === 0 && atService.deliveredEvents.length === 1);
  assert.ok(atClients.problems.includes("connection lost: ECONNRESET"), `${atClients.problems}`);
});

test("a slow reader gets no more than it reads; when it is well again it gets the rest", async (t) => {
  const { driver, service, atClients } = await together(t, { ...play, flow: "broadcast", clients: 1 });
  driver.misbehave({ slowReading: { share: 1, bytesPerSecond: 1000 } });
  const text = "x".repeat(12_000); // the first is in the first record, which has 16 KiB at most
  for (let index = 0; index < 200; index++) service.publish(index, event(index, text));
  await until(() => atClients.deliveredEvents.length > 0);
  await setTimeout(50);
  assert.ok(atClients.deliveredEvents.length <= 2, `${atClients.deliveredEvents.length}`);
  driver.misbehave(null);
  await until(() => service.pending() === 0);
  assert.equal(atClients.deliveredEvents.length, 200);
});
