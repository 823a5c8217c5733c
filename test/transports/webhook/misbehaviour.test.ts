/** What the receiver and the endpoints do while a fault lasts. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import { type Flow, SERVICE } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import type { Driver, Misbehaviour, Service } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";
import { signedHeaders } from "./signed-headers.js";

const SECRET = "a secret";
const keys = new KeyRing(SECRET);
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Recipient {
  observer: RecordingObserver;
  /** As the observer calls it. */
  recipient: number;
  misbehave(how: Misbehaviour | null): void;
  /** A new connection to it. */
  connect(): Promise<Socket>;
  path: string;
  service: Service;
  driver: Driver;
}

async function start(flow: Flow): Promise<Recipient> {
  const observer = new RecordingObserver();
  const common = {
    config: config.parse({}),
    topology: { flow, clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: SECRET,
  } as const;
  const [atService, atClients] =
    flow === "ingest" ? [observer, new RecordingObserver()] : [new RecordingObserver(), observer];
  const service = await startService({ ...common, observer: atService, port: 0 });
  closers.push(() => service.close());
  const driver = await createDriver({
    ...common,
    observer: atClients,
    endpoint: { url: loopbackUrl(service.port) },
    clients: [0],
  });
  closers.push(() => driver.close());
  if (flow === "broadcast") await driver.open();
  const { hostname, port } = new URL(driver.subscribers()[0]?.url ?? `http://127.0.0.1:${service.port}`);
  return {
    observer,
    recipient: flow === "ingest" ? SERVICE : 0,
    misbehave: (how) => (flow === "ingest" ? service : driver).misbehave(how),
    path: flow === "ingest" ? "/clients/0/events" : "/",
    async connect() {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      closers.push(() => socket.destroy());
      await once(socket, "connect");
      return socket;
    },
    service,
    driver,
  };
}

function request(path: string, index: number, text = "né"): Buffer {
  const body = encodeEnvelope(index, "test", 0, JSON.stringify(text));
  const headers = signedHeaders(keys, 0, eventId(index), Math.floor(Date.now() / 1000), body);
  const lines = Object.entries({ host: "a", "content-length": String(body.length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`), body]);
}

/** Says it on a connection of its own; resolves with the head of the answer, or "reset". */
async function say({ connect: open, path }: Recipient, index: number, text?: string): Promise<string> {
  const socket = await open();
  socket.write(request(path, index, text));
  const answer = await new Promise<string>((resolve) => {
    socket.on("data", (bytes) => resolve(String(bytes)));
    socket.on("close", () => resolve("reset"));
  });
  socket.destroy();
  return answer;
}

const SHARE = 0.3;
const indexes = [...Array(60).keys()];

for (const flow of ["ingest", "broadcast"] as const) {
  describe(flow === "ingest" ? "the service" : "a subscriber", () => {
    test("refuses the share that is drawn, attempt by attempt, with status and Retry-After, until the fault ends", async () => {
      const one = await start(flow);
      one.misbehave({ refuse: { share: SHARE, status: 503, retryAfterSeconds: 7 } });
      for (const attempt of [0, 1]) {
        for (const index of indexes) {
          const answer = await say(one, index);
          const isTaken = attempt === 1 && !isHit("refuse", SHARE, index, 0); // a copy meets no fate of its own
          if (!isTaken && isHit("refuse", SHARE, index, attempt)) {
            assert.match(answer, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
            assert.match(answer, /^Retry-After: 7\r$/m);
          } else assert.match(answer, /^HTTP\/1\.1 204 /);
        }
      }
      const never = indexes.filter((index) => isHit("refuse", SHARE, index, 0) && isHit("refuse", SHARE, index, 1));
      assert.ok(never.length > 0);
      assert.equal(one.observer.of("delivered").length, indexes.length - never.length);
      assert.deepEqual(one.observer.of("problem"), []);
      one.misbehave(null);
      for (const index of never) assert.match(await say(one, index), /^HTTP\/1\.1 204 /);
      assert.equal(one.observer.of("delivered").length, indexes.length);
    });

    test("resets the share that is drawn, before the event is taken", async () => {
      const one = await start(flow);
      one.misbehave({ reset: { share: SHARE } });
      for (const index of indexes) {
        assert.equal((await say(one, index)) === "reset", isHit("reset", SHARE, index), `event ${index}`);
      }
      const taken = indexes
        .filter((index) => !isHit("reset", SHARE, index))
        .map((index) => `${one.recipient}:${index}`);
      assert.deepEqual(one.observer.pairs("delivered"), taken.sort());
      assert.deepEqual(one.observer.of("problem"), []);
    });

    test("resets when half of an event is read, not before", async () => {
      const one = await start(flow);
      one.misbehave({ reset: { share: 1 } });
      const socket = await one.connect();
      const bytes = request(one.path, 1, "x".repeat(300_000));
      let written = 0;
      let closed = false;
      socket.on("close", () => {
        closed = true;
      });
      for (; !closed && written < bytes.length; written += 10_000) {
        await new Promise((resolve) => socket.write(bytes.subarray(written, written + 10_000), resolve));
        if (written < 100_000) await new Promise((resolve) => setTimeout(resolve, 2));
        if (written < 130_000) assert.equal(closed, false, `closed at ${written}`);
      }
      await until(() => closed);
      assert.deepEqual(one.observer.of("delivered"), []);
    });

    test("takes its time, and drops the copy that comes meanwhile", async () => {
      const one = await start(flow);
      one.misbehave({ delayMs: 80 });
      const startMs = performance.now();
      const answers = await Promise.all([say(one, 1), say(one, 1), say(one, 2)]);
      assert.ok(performance.now() - startMs >= 80);
      for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 204 /);
      assert.deepEqual(one.observer.pairs("delivered"), [`${one.recipient}:1`, `${one.recipient}:2`]);
      assert.deepEqual(one.observer.pairs("suppressed"), [`${one.recipient}:1`]);
    });

    test("takes a slow event even if its sender has gone", async () => {
      const one = await start(flow);
      one.misbehave({ delayMs: 50 });
      const socket = await one.connect();
      socket.write(request(one.path, 1), () => socket.resetAndDestroy());
      await one.observer.until("delivered", 1);
      one.misbehave(null);
      assert.match(await say(one, 1), /^HTTP\/1\.1 204 /);
      assert.equal(one.observer.of("suppressed").length, 1);
    });

    test("answers pipelined events in their order, however slow the first", async () => {
      const one = await start(flow);
      one.misbehave({ delayMs: 40 });
      const socket = await one.connect();
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk;
      });
      const [first, second, third] = [1, 2, 3].map((index) => request(one.path, index));
      socket.write(Buffer.concat([first!, second!, third!.subarray(0, 30)]));
      await new Promise((resolve) => setTimeout(resolve, 10));
      socket.write(third!.subarray(30));
      await until(() => heard.split("HTTP/1.1 204").length === 4);
      assert.deepEqual(
        one.observer.of("delivered").map(({ index }) => index),
        [1, 2, 3],
      );
      assert.deepEqual(one.observer.of("problem"), []);
    });
  });
}

test("a slow subscriber reads no faster than it is told to, and as fast as it can afterwards", async () => {
  const one = await start("broadcast");
  one.misbehave({ slowReading: { share: 1, bytesPerSecond: 1_000_000 } });
  const startMs = performance.now();
  // The last read needs no wait behind it, and may be all that the system holds ready at once: 64 KiB.
  assert.match(await say(one, 1, "x".repeat(300_000)), /^HTTP\/1\.1 204 /);
  assert.ok(performance.now() - startMs >= 230, `${performance.now() - startMs} ms`);

  one.misbehave({ slowReading: { share: 1, bytesPerSecond: 10 } });
  const answer = say(one, 2, "x".repeat(300_000)); // two minutes and more, if nothing happened
  await until(() => one.driver.counters().bytesRead > 300_000);
  one.misbehave(null);
  assert.match(await answer, /^HTTP\/1\.1 204 /);
});

test("clients that are all dropped at once come back: every event is delivered once, and the ends are told", async () => {
  const [atService, atClients] = [new RecordingObserver(), new RecordingObserver()];
  const common = {
    config: config.parse({ retries: { schedule: [0.02, 0.02, 0.02], jitter: "none" } }),
    topology: { flow: "relay", clients: 4, roomSize: 4 },
    guarantee: "at-least-once",
    secret: SECRET,
  } as const;
  const service = await startService({ ...common, observer: atService, port: 0 });
  closers.push(() => service.close());
  const clients = [0, 1, 2, 3];
  const driver = await createDriver({
    ...common,
    observer: atClients,
    endpoint: { url: loopbackUrl(service.port) },
    clients,
  });
  closers.push(() => driver.close());
  await driver.open();
  service.subscribe(driver.subscribers());
  assert.equal(atClients.of("connected").length, 4);
  const send = (index: number) =>
    driver.send(index % 4, index, driver.prepare(index % 4, index, encodeEnvelope(index, "test", 0, '"né"')));
  for (let index = 0; index < 40; index++) send(index);
  await atClients.until("delivered", 60);
  const open = driver.counters().connectionsOpen;
  driver.dropConnections();
  await until(() => atClients.of("disconnected").length + atService.of("disconnected").length >= Math.min(open, 4));
  for (let index = 40; index < 80; index++) send(index);
  await until(() => driver.pending() === 0 && service.pending() === 0);
  const expected = [...Array(80).keys()].flatMap((index) =>
    clients.filter((client) => client !== index % 4).map((client) => `${client}:${index}`),
  );
  assert.deepEqual(atClients.pairs("delivered"), expected.sort());
  assert.deepEqual([...atClients.of("refused"), ...atService.of("refused")], []);
  assert.ok(atClients.of("disconnected").length >= 4, "every sender's first connection");
});
