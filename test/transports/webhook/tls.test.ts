/** Webhooks over TLS: what they carry is what it is without, and what TLS adds is known to the byte. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { connect as connectSecurely } from "node:tls";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Flow, Guarantee } from "../../../src/flow.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { makeChain, SERVERNAME } from "../../../src/tls/certificates.js";
import type { Security } from "../../../src/tls/security.js";
import { countersSince } from "../../../src/transports/socket-tally.js";
import type { Driver, Opening, Service } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createHttp1Driver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { startCuttableProxy } from "../tls/stage.js";
import { CountingProxy } from "./counting-proxy.js";
import { RecordingObserver, until } from "./recording-observer.js";

/** A record of TLS 1.3 has a head of 5 bytes, a kind of 1 and a tag of 16; one of 1.2 a head, a nonce of 8 and a tag. */
const RECORD_BYTES = { "1.3": 22, "1.2": 29 } as const;

const chain = await makeChain({ certificate: "P-256" });
const security: Security = {
  ...{ version: "1.3", resumption: "on", handshakeSeconds: 5 },
  ...{ ca: chain.root, identity: chain, servername: SERVERNAME },
};

interface Play {
  flow: Flow;
  guarantee?: Guarantee;
  settings?: Parameters<typeof config.parse>[0] & object;
  /** Undefined: no TLS. */
  tls?: Security | undefined;
  /** What clients are told, where that is something else. */
  clientsTls?: Security;
}

const RETRIED = { schedule: [0.01, 0.01, 0.01], jitter: "none" } as const;

const optionsOf = ({ flow, guarantee = "at-least-once", settings }: Play) => ({
  config: config.parse({ retries: RETRIED, ...settings }),
  topology: { flow, clients: 2, roomSize: 2 },
  guarantee,
  secret: "a secret",
});

async function serviceOf(t: TestContext, play: Play) {
  const observer = new RecordingObserver();
  const service = await startService({ ...optionsOf(play), ...(play.tls && { tls: play.tls }), observer, port: 0 });
  t.after(() => service.close());
  return { service, observer };
}

async function driverOf(t: TestContext, play: Play, port: number) {
  const observer = new RecordingObserver();
  const tls = play.clientsTls ?? play.tls;
  const endpoint = { url: `${tls ? "https" : "http"}://${LOOPBACK}:${port}` };
  const driver = await createHttp1Driver({
    ...optionsOf(play),
    ...(tls && { tls }),
    observer,
    endpoint,
    clients: [0, 1],
  });
  t.after(() => driver.close());
  return { driver, observer };
}

/** `way`: what lies in front of a listener; its port. */
type Way = (host: string, port: number) => Promise<number>;

async function together(t: TestContext, play: Play, way: Way = async (_host, port) => port) {
  const { service, observer: atService } = await serviceOf(t, play);
  const { driver, observer: atClients } = await driverOf(t, play, await way(LOOPBACK, service.port));
  await driver.open();
  for (const { client, url } of driver.subscribers()) {
    const { hostname, port } = new URL(url);
    const led = await way(hostname, Number(port));
    service.subscribe([{ client, url: `${led}` === port ? url : `https://${LOOPBACK}:${led}` }]);
  }
  return { service, driver, atService, atClients };
}

const envelope = (index: number): Buffer => encodeEnvelope(index, "test", 0, '{"text":"né"}');

const send = (driver: Driver, client: number, index: number): void =>
  driver.send(client, index, driver.prepare(client, index, envelope(index)));

const settled = (driver: Driver, service: Service) => until(() => driver.pending() + service.pending() === 0);

const handshakes = {
  "keep-alive, on": { full: 2, resumed: 0 },
  "new, on": { full: 2, resumed: 4 },
  "new, off": { full: 6, resumed: 0 },
};

for (const [name, expected] of Object.entries(handshakes)) {
  const [connection, resumption] = name.split(", ") as ["keep-alive" | "new", "on" | "off"];
  for (const version of ["1.3", "1.2"] as const)
    test(`TLS ${version}, connections ${connection}, resumption ${resumption}: all arrives, and both sides count what a proxy counts`, async (t) => {
      const tls = { ...security, version, resumption };
      const proxies: CountingProxy[] = [];
      const way: Way = async (host, port) => {
        const proxy = new CountingProxy(host, port);
        proxies.push(proxy);
        t.after(() => proxy.close());
        return proxy.listen();
      };
      const play: Play = { flow: "relay", settings: { connection }, tls };
      const { driver, service, atClients, atService } = await together(t, play, way);
      for (let index = 0; index < 6; index++) {
        send(driver, index % 2, index);
        await atService.until("acked", index + 1);
        await settled(driver, service);
      }
      assert.deepEqual(atClients.pairs("delivered"), ["0:1", "0:3", "0:5", "1:0", "1:2", "1:4"]);
      const open = connection === "new" ? 0 : 4;
      await until(() => [driver, service].every((side) => side.counters().connectionsOpen === open)); // goodbyes are said
      await driver.close();
      await until(() => service.counters().connectionsOpen === 0);
      const [clients, server] = [driver.counters(), service.counters()];
      const [front, ...behind] = proxies;
      const sumOf = (what: "bytesFromClients" | "bytesFromTarget") => behind.reduce((sum, one) => sum + one[what], 0);
      const toService = front!.bytesFromClients + sumOf("bytesFromTarget");
      const toClients = front!.bytesFromTarget + sumOf("bytesFromClients");
      assert.deepEqual([clients.bytesRead, clients.bytesWritten], [toClients, toService]);
      assert.deepEqual([server.bytesWritten, server.bytesRead], [toClients, toService]);
      assert.deepEqual(
        [clients.tls!.plainBytesRead, clients.tls!.plainBytesWritten],
        [server.tls!.plainBytesWritten, server.tls!.plainBytesRead],
      );
      for (const counters of [clients, server])
        assert.deepEqual([counters.tls!.opened, counters.tls!.accepted], [expected, expected]);
      assert.deepEqual([...atClients.reasons("problem"), ...atService.reasons("problem")], []);
      for (const observer of [atClients, atService])
        for (const { connectNs, handshakeNs } of observer.openings) assert.ok(connectNs > 0 && handshakeNs! > 0);
      const waited = atService.openings.map(({ index }) => index);
      assert.deepEqual(waited, connection === "new" ? [0, 1, 2, 3, 4, 5] : [0, 1]);
    });
}

/** What one event costs on the wire of its hop, in bytes. */
async function costOfEvent(t: TestContext, flow: "ingest" | "broadcast", tls: Security | undefined) {
  const { driver, service, atClients, atService } = await together(t, { flow, tls });
  const pass = async (index: number): Promise<void> => {
    if (flow === "ingest") send(driver, 0, index);
    else service.publish(index, envelope(index));
    await settled(driver, service);
  };
  await pass(1);
  const before = service.counters();
  await pass(2);
  assert.equal(atClients.openings.length + atService.openings.length, 2);
  const { bytesRead, bytesWritten } = countersSince(before, service.counters());
  return { bytesRead, bytesWritten };
}

for (const [flow, requests] of [
  ["ingest", 1],
  ["broadcast", 2],
] as const)
  test(`${flow}: a request and its answer are one record each, and a record adds what its version says`, async (t) => {
    const plain = await costOfEvent(t, flow, undefined);
    for (const version of ["1.3", "1.2"] as const) {
      const more = requests * RECORD_BYTES[version];
      assert.deepEqual(await costOfEvent(t, flow, { ...security, version }), {
        bytesRead: plain.bytesRead + more,
        bytesWritten: plain.bytesWritten + more,
      });
    }
  });

test("connections without TLS tell how long they took to open, and which event waited", async (t) => {
  const { driver, service, atClients, atService } = await together(t, {
    ...{ flow: "relay", settings: { connection: "new" } },
  });
  send(driver, 0, 7);
  await atService.until("acked", 1);
  await settled(driver, service);
  for (const { openings } of [atClients, atService]) {
    const [{ connectNs, ...rest }] = openings as [Opening];
    assert.ok(connectNs > 0);
    assert.deepEqual([rest, openings.length], [{ index: 7 }, 1]);
  }
});

const { ca: _ofRun, ...trustingNode } = security;
const expired = await makeChain({ certificate: "P-256", leafEndsMs: Date.now() - 1000 });

const distrust: [what: string, listeners: Security, reason: string][] = [
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
    "has expired",
    { ...security, identity: expired, ca: expired.root },
    "the certificate has expired (CERT_HAS_EXPIRED)",
  ],
];
/** One attempt and three more. */
const TRIED = ["tried again", "tried again", "tried again"];

for (const [what, tls, reason] of distrust) {
  test(`a certificate that ${what} is an attempt that failed, by both senders, and gets no event`, async (t) => {
    for (const guarantee of ["at-least-once", "at-most-once"] as const) {
      const play: Play = { flow: "relay", guarantee, tls, settings: { connection: "new" } };
      // Clients whose own listeners show the same certificate, and a service that is told what to think of it by the same settings.
      const { driver, service, atClients, atService } = await together(t, play);
      send(driver, 0, 1);
      await atClients.until("refused", 1);
      assert.deepEqual(atClients.reasons("refused"), [`TLS: ${reason}`]);
      const tried = guarantee === "at-least-once" ? TRIED : [];
      assert.deepEqual(
        atClients.reasons("problem"),
        tried.map((again) => `TLS: ${reason} (${again})`),
      );
      assert.equal(atClients.of("connected").length, 0);
      assert.deepEqual([driver.pending(), service.pending(), atService.of("delivered").length], [0, 0, 0]);
    }
  });

  test(`a subscriber whose certificate ${what} is told apart from others, and gets no event`, async (t) => {
    const play: Play = { flow: "broadcast", guarantee: "at-most-once", tls };
    const { service, atService, atClients } = await together(t, play);
    service.publish(1, envelope(1));
    await atService.until("refused", 2);
    assert.deepEqual(atService.reasons("refused"), [`TLS: ${reason}`, `TLS: ${reason}`]);
    assert.deepEqual([atService.of("connected").length, atClients.of("delivered").length], [0, 0]);
  });
}

const HALF_A_HEAD = Buffer.of(0x16, 3, 1, 2, 0, 1);
const TOO_LONG = "TLS: the handshake took too long (ERR_TLS_HANDSHAKE_TIMEOUT)";

test("whoever says nothing, or stops inside the handshake, is cut off by listeners in time", async (t) => {
  const tls = { ...security, handshakeSeconds: 0.1 };
  const { service, driver, atService, atClients } = await together(t, { flow: "broadcast", tls });
  const { hostname, port } = new URL(driver.subscribers()[0]!.url);
  for (const [host, at, observer, who] of [
    [LOOPBACK, service.port, atService, "receiver"],
    [hostname, Number(port), atClients, "endpoint"],
  ] as const) {
    const sockets = [connect(at, host), connect(at, host), connect(at, host)];
    sockets[1]!.write(HALF_A_HEAD);
    const dribble = setInterval(() => sockets[2]!.write(Buffer.of(0x16)), 20);
    const closed = (socket: Socket) =>
      new Promise((close) =>
        socket
          .on("error", () => {})
          .resume()
          .on("close", close),
      );
    await Promise.all(sockets.map(closed));
    clearInterval(dribble);
    await observer.until("problem", 3);
    const problems = observer.reasons("problem");
    // Who dribbles may be found out first: its fifth byte is no version.
    assert.ok(problems.filter((problem) => problem === `${who}: ${TOO_LONG}`).length >= 2, `${problems}`);
    assert.ok(
      problems.every((problem) => problem.startsWith(`${who}: TLS: `)),
      `${problems}`,
    );
  }
});

async function silentServer(t: TestContext): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => {}).resume())).listen(0, LOOPBACK);
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

test("a peer that stops inside the handshake is given up by senders in time, whichever limit comes first", async (t) => {
  const port = await silentServer(t);
  for (const [limits, reason] of [
    [{ handshakeSeconds: 0.05, timeoutSeconds: 10 }, TOO_LONG],
    [{ handshakeSeconds: 10, timeoutSeconds: 0.05 }, "timeout"],
  ] as const) {
    const { handshakeSeconds, timeoutSeconds } = limits;
    const tls = { ...security, handshakeSeconds };
    const play: Play = {
      flow: "relay",
      guarantee: "at-most-once",
      tls,
      settings: { connection: "new", timeoutSeconds },
    };
    const { driver, observer } = await driverOf(t, play, port);
    send(driver, 0, 1);
    await observer.until("refused", 1);
    assert.deepEqual(observer.reasons("refused"), [reason]);
    const { service, observer: atService } = await serviceOf(t, { ...play, flow: "broadcast" });
    service.subscribe([{ client: 0, url: `https://${LOOPBACK}:${port}` }]);
    service.publish(1, envelope(1));
    await atService.until("refused", 1);
    assert.deepEqual(atService.reasons("refused"), [reason]);
  }
});

test("listeners that close inside a handshake tell no problem", async (t) => {
  const { service, driver, atService, atClients } = await together(t, { flow: "relay", tls: security });
  const { hostname, port } = new URL(driver.subscribers()[0]!.url);
  for (const silent of [connect(service.port, LOOPBACK), connect(Number(port), hostname)])
    await once(
      silent.on("error", () => {}),
      "connect",
    );
  await until(() => service.counters().connectionsOpen === 3 && driver.counters().connectionsOpen === 3);
  await Promise.all([service.close(), driver.close()]);
  assert.deepEqual([...atClients.reasons("problem"), ...atService.reasons("problem")], []);
});

test("a connection that ends inside the handshake loses nothing at-least-once", async (t) => {
  const { service, observer: atService } = await serviceOf(t, { flow: "ingest", tls: security });
  let broken = 2;
  const proxy = createServer((inner) => {
    inner.on("error", () => {});
    if (broken-- > 0) {
      inner.once("data", () => (broken === 0 ? inner.resetAndDestroy() : inner.end()));
      return;
    }
    const outer = connect(service.port, LOOPBACK);
    inner.pipe(outer).pipe(inner);
  }).listen(0, LOOPBACK);
  await once(proxy, "listening");
  t.after(() => proxy.close());
  const play: Play = { flow: "ingest", tls: security, settings: { connection: "new" } };
  const { driver, observer } = await driverOf(t, play, (proxy.address() as AddressInfo).port);
  send(driver, 0, 1);
  await observer.until("acked", 1);
  const ended = "TLS: the peer ended the connection inside the handshake (ECONNRESET) (tried again)";
  assert.deepEqual(observer.reasons("problem"), [ended, ended]);
  assert.deepEqual([atService.pairs("delivered").length, observer.of("sent").length], [1, 1]);
});

test("a peer that ends without a goodbye, and without the answer, is sent the event again, and takes it once", async (t) => {
  for (const flow of ["ingest", "broadcast"] as const) {
    const proxy = await startCuttableProxy(t);
    let ways = 0;
    const way: Way = async (host, port) => (ways++ === (flow === "ingest" ? 0 : 1) ? proxy.leadTo(port, host) : port);
    const { service, driver, atService, atClients } = await together(t, { flow, tls: security }, way);
    const [sender, recipient, sides] =
      flow === "ingest" ? [atClients, atService, service] : [atService, atClients, driver];
    sides.misbehave({ delayMs: 50 });
    if (flow === "ingest") send(driver, 0, 1);
    else service.publish(1, envelope(1));
    await until(() => sides.pending() === (flow === "ingest" ? 1 : 2));
    proxy.cut();
    await sender.until("problem", 1);
    sides.misbehave(null);
    await settled(driver, service);
    assert.deepEqual(sender.reasons("problem"), ["connection closed (tried again)"]);
    assert.equal(sender.of("disconnected").length, flow === "ingest" ? 2 : 1); // of each client whose way it is
    assert.deepEqual(recipient.pairs("delivered"), flow === "ingest" ? ["-1:1"] : ["0:1", "1:1"]);
  }
});

test("a fault's resets go below TLS, both ways, and what was reset is sent again", async (t) => {
  const { driver, service, atClients, atService } = await together(t, { flow: "relay", tls: security });
  for (const side of [service, driver]) side.misbehave({ reset: { share: 1 } });
  send(driver, 0, 1);
  await until(() => atClients.reasons("problem").length > 0);
  service.misbehave(null);
  await atClients.until("acked", 1);
  await until(() => atService.reasons("problem").length > 0);
  driver.misbehave(null);
  await atService.until("acked", 1);
  for (const observer of [atClients, atService])
    assert.match(observer.reasons("problem")[0]!, /^(ECONNRESET|connection closed) \(tried again\)$/);
  driver.dropConnections();
  await until(() => service.counters().connectionsOpen === 0 && driver.counters().connectionsOpen === 0);
  assert.deepEqual(atClients.pairs("delivered"), ["1:1"]);
});

test("a connection that is closed inside a request, with close_notify or without, is a problem that listeners tell", async (t) => {
  const { service, driver, atService, atClients } = await together(t, { flow: "relay", tls: security });
  const { hostname, port } = new URL(driver.subscribers()[0]!.url);
  const head = driver.prepare(0, 1, envelope(1)).subarray(0, -3);
  for (const [host, at, observer, who] of [
    [LOOPBACK, service.port, atService, "receiver"],
    [hostname, Number(port), atClients, "endpoint"],
  ] as const)
    for (const ends of ["socket", "raw"] as const) {
      const raw = connect(at, host);
      const { ca, servername } = security;
      const socket = connectSecurely({ socket: raw, ca: ca!, servername: servername!, ALPNProtocols: ["http/1.1"] });
      socket.on("error", () => {});
      await once(socket, "secureConnect");
      await new Promise((written) => socket.write(head, written));
      const before = observer.reasons("problem").length;
      (ends === "socket" ? socket : raw).end();
      await observer.until("problem", before + 1);
      assert.equal(observer.reasons("problem").at(-1), `${who}: connection closed inside a request`);
      socket.destroy();
    }
});

test("time limits of a connection begin when its handshake is done, and pipelined requests are answered in turn", async (t) => {
  const settings = { headSeconds: 0.1, bodySeconds: 0.1, keepAliveSeconds: 0.1, senderIdleSeconds: 0.05 };
  const { service, driver, atService } = await together(t, { flow: "ingest", tls: security, settings });
  const requests = Buffer.concat([1, 2].map((index) => driver.prepare(0, index, envelope(index))));
  const { ca, servername } = security;
  const peers = ["", "POST /clients/0/events HTTP/1.1\r\n", requests].map((said) => {
    const socket = connectSecurely({ port: service.port, host: LOOPBACK, ca: ca!, servername: servername! });
    const peer = { heard: "", closed: once(socket, "close") };
    socket.on("data", (chunk: Buffer) => (peer.heard += chunk.toString()));
    socket.write(said);
    return peer;
  });
  await Promise.all(peers.map(({ closed }) => closed));
  const statuses = peers.map(({ heard }) => [...heard.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status));
  assert.deepEqual(statuses, [[], ["408"], ["204", "204"]]);
  assert.deepEqual(atService.reasons("problem"), ["receiver: slow head"]);
});

test("connections that the dispatcher needs no more end with a goodbye, and are not lost", async (t) => {
  const settings = { senderIdleSeconds: 0.1 };
  const { service, driver, atService, atClients } = await together(t, { flow: "broadcast", tls: security, settings });
  service.publish(1, envelope(1));
  await atService.until("acked", 2);
  await until(() => service.counters().connectionsOpen + driver.counters().connectionsOpen === 0);
  const [clients, server] = [driver.counters(), service.counters()];
  assert.deepEqual([clients.bytesRead, clients.bytesWritten], [server.bytesWritten, server.bytesRead]);
  assert.equal(atService.of("disconnected").length, 0);
  assert.deepEqual([...atClients.reasons("problem"), ...atService.reasons("problem")], []);
});
