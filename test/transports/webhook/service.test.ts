import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { type Flow, SERVICE, type Topology } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import type { Driver, Service, Subscriber } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { MAX_PENDING } from "../../../src/transports/webhook/dispatcher.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { startService } from "../../../src/transports/webhook/service.js";
import { CountingProxy } from "./counting-proxy.js";
import { RecordingObserver, until } from "./recording-observer.js";

const SECRET = "a secret";
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Pair {
  service: Service;
  driver: Driver;
  atService: RecordingObserver;
  atClients: RecordingObserver;
  proxies: CountingProxy[];
}

/** A service and its clients, with a counting proxy in front of everything that listens. */
async function pair(topology: Topology, settings: Parameters<typeof config.parse>[0] & object = {}): Promise<Pair> {
  const [atService, atClients] = [new RecordingObserver(), new RecordingObserver()];
  const proxies: CountingProxy[] = [];
  const proxy = async (host: string, port: number) => {
    const added = new CountingProxy(host, port);
    proxies.push(added);
    const listening = await added.listen();
    closers.push(() => added.close());
    return listening;
  };
  const common = { config: config.parse(settings), topology, guarantee: "at-least-once", secret: SECRET } as const;
  const service = await startService({ ...common, observer: atService, port: 0 });
  closers.push(() => service.close());
  const port = await proxy("127.0.0.1", service.port);
  const clients = [...Array(topology.clients).keys()];
  const driver = await createDriver({ ...common, observer: atClients, endpoint: { url: loopbackUrl(port) }, clients });
  closers.push(() => driver.close());
  await driver.open();
  const subscribers: Subscriber[] = [];
  for (const { client, url } of driver.subscribers()) {
    const { hostname, port: endpointPort } = new URL(url);
    subscribers.push({ client, url: `http://127.0.0.1:${await proxy(hostname, Number(endpointPort))}` });
  }
  await service.subscribe(subscribers);
  return { service, driver, atService, atClients, proxies };
}

const envelope = (index: number) => encodeEnvelope(index, "test", 0, '{"text":"né"}');

function send(driver: Driver, client: number, index: number): void {
  driver.send(client, index, driver.prepare(client, index, envelope(index)));
}

const settings = [
  { connection: "keep-alive", signature: "standard-webhooks" },
  { connection: "keep-alive", signature: "none" },
  { connection: "new", signature: "standard-webhooks" },
] as const;

const EVENTS = 60;

/** Every connection of the pair, and every byte on it, as the proxies saw them. */
async function assertCountersEqual({ service, driver, proxies }: Pair): Promise<void> {
  const connections = proxies.reduce((sum, proxy) => sum + proxy.connections, 0);
  const bytes = proxies.reduce((sum, proxy) => sum + proxy.bytesFromClients + proxy.bytesFromTarget, 0);
  const [front, ...behind] = proxies;
  const toClients = behind.reduce((sum, proxy) => sum + proxy.bytesFromClients, 0);
  const fromClients = behind.reduce((sum, proxy) => sum + proxy.bytesFromTarget, 0);
  await until(() => service.counters().bytesRead + service.counters().bytesWritten === bytes);
  for (const [name, counters] of [
    ["driver", driver.counters()],
    ["service", service.counters()],
  ] as const) {
    const [sent, received] =
      name === "driver" ? [counters.bytesWritten, counters.bytesRead] : [counters.bytesRead, counters.bytesWritten];
    assert.equal(sent, front!.bytesFromClients + fromClients, `${name}: bytes to the service`);
    assert.equal(received, front!.bytesFromTarget + toClients, `${name}: bytes from the service`);
    assert.equal(counters.connectionsOpened, connections, `${name}: connections`);
  }
}

for (const setting of settings) {
  const opens = (perEvent: number, kept: number) => (setting.connection === "new" ? perEvent : kept);
  describe(`${setting.connection}, ${setting.signature}:`, () => {
    test("ingest delivers every event once, at the service", async () => {
      const both = await pair({ flow: "ingest", clients: 6, roomSize: 1 }, setting);
      const { driver, service, atClients, atService } = both;
      for (let index = 0; index < EVENTS; index++) send(driver, index % 6, index);
      await atClients.until("acked", EVENTS);
      assert.deepEqual(
        atService.pairs("delivered"),
        pairs(EVENTS, () => [SERVICE]),
      );
      assert.deepEqual(
        atClients.pairs("sent"),
        pairs(EVENTS, (index) => [index % 6]),
      );
      assert.deepEqual(atClients.pairs("acked"), atClients.pairs("sent"));
      assert.deepEqual([driver.pending(), service.pending()], [0, 0]);
      await assertCountersEqual(both);
      if (setting.connection === "new") assert.equal(both.proxies[0]!.connections, EVENTS);
      assertQuiet(both);
    });

    test("broadcast delivers every event once to every client", async () => {
      const both = await pair({ flow: "broadcast", clients: 6, roomSize: 1 }, setting);
      const { driver, service, atClients, atService } = both;
      for (let index = 0; index < EVENTS; index++) service.publish(index, envelope(index));
      await atService.until("acked", EVENTS * 6);
      const expected = pairs(EVENTS, () => [0, 1, 2, 3, 4, 5]);
      assert.deepEqual(atClients.pairs("delivered"), expected);
      assert.deepEqual(atService.pairs("sent"), expected);
      assert.deepEqual(atService.pairs("acked"), expected);
      assert.deepEqual([driver.pending(), service.pending()], [0, 0]);
      await assertCountersEqual(both);
      if (setting.connection === "new") assert.equal(service.counters().connectionsOpened, EVENTS * 6);
      assertQuiet(both);
    });

    test("relay delivers every event once to every other member of the room", async () => {
      const topology = { flow: "relay" as Flow, clients: 7, roomSize: 3 }; // rooms of 3, 3 and 1
      const both = await pair(topology, setting);
      const { driver, service, atClients, atService } = both;
      const others = (index: number) => [[1, 2], [0, 2], [0, 1], [4, 5], [3, 5], [3, 4], []][index % 7]!;
      for (let index = 0; index < EVENTS; index++) send(driver, index % 7, index);
      const expected = pairs(EVENTS, others);
      await atClients.until("acked", EVENTS);
      await atService.until("acked", expected.length);
      assert.deepEqual(atClients.pairs("delivered"), expected);
      assert.deepEqual(atService.pairs("sent"), expected);
      assert.deepEqual(atService.of("delivered"), []);
      assert.deepEqual([driver.pending(), service.pending()], [0, 0]);
      await assertCountersEqual(both);
      const most = 7 + 6 * 8 + 7 * 8; // opened ahead, and up to the limit on both hops
      assert.ok(service.counters().connectionsOpened <= opens(EVENTS + expected.length, most));
      if (setting.connection === "new") assert.equal(service.counters().connectionsOpened, EVENTS + expected.length);
      assertQuiet(both);
    });
  });
}

function pairs(events: number, clients: (index: number) => number[]): string[] {
  return [...Array(events).keys()].flatMap((index) => clients(index).map((client) => `${client}:${index}`)).sort();
}

function assertQuiet({ atService, atClients }: Pair): void {
  for (const observer of [atService, atClients]) {
    assert.deepEqual([...observer.reasons("problem"), ...observer.reasons("refused")], []);
  }
}

test("with registration: head every URL is asked first, and events come as ever", async () => {
  const both = await pair({ flow: "relay", clients: 4, roomSize: 2 }, { registration: "head", signature: "trello" });
  const connections = 4 + 4; // each client's own, opened ahead, and one for each HEAD
  assert.equal(both.service.counters().connectionsOpened, connections);
  send(both.driver, 0, 7);
  await both.atService.until("acked", 1);
  assert.deepEqual(both.atClients.pairs("delivered"), ["1:7"]);
  await assertCountersEqual(both);
  assertQuiet(both);
});

test("a URL that does not answer HEAD with 200 is not registered, and neither is one where nobody asks for it", async () => {
  const topology = { flow: "relay", clients: 4, roomSize: 2 } as const;
  const common = { topology, guarantee: "at-least-once", secret: SECRET, observer: new RecordingObserver() } as const;
  const service = await startService({ ...common, config: config.parse({ registration: "head" }), port: 0 });
  closers.push(() => service.close());
  const { driver } = await pair(topology); // its clients take events and answer nothing else
  const [subscriber] = driver.subscribers();
  await assert.rejects(
    async () => service.subscribe([subscriber!]),
    /^Error: client 0 is not registered: HEAD http:\/\/127\S+ was answered with 400$/,
  );
});

test("events of clients that the broadcast service does not listen to are refused", async () => {
  const { service } = await pair({ flow: "broadcast", clients: 2, roomSize: 1 });
  const response = await fetch(`http://127.0.0.1:${service.port}/clients/0/events`, { method: "POST", body: "{}" });
  assert.equal(response.status, 404);
});

test("an event that two sides sign differently is refused at the sender and counted at the receiver", async () => {
  const observer = new RecordingObserver();
  const topology: Topology = { flow: "ingest", clients: 1, roomSize: 1 };
  const common = { config: config.parse({}), topology, guarantee: "at-most-once", observer } as const;
  const service = await startService({ ...common, secret: "one", port: 0 });
  const driver = await createDriver({
    ...common,
    secret: "another",
    endpoint: { url: loopbackUrl(service.port) },
    clients: [0],
  });
  closers.push(
    () => service.close(),
    () => driver.close(),
  );
  send(driver, 0, 0);
  await observer.until("refused", 1);
  assert.deepEqual(observer.reasons("refused"), ["401 Unauthorized"]);
  assert.deepEqual(observer.reasons("problem"), ["receiver: forged signature"]);
});

test("a full dispatch queue refuses new events instead of growing", async () => {
  const observer = new RecordingObserver();
  const topology: Topology = { flow: "relay", clients: 2, roomSize: 2 };
  const common = {
    config: config.parse({ signature: "none" }),
    topology,
    guarantee: "at-most-once",
    secret: SECRET,
    observer,
  } as const;
  const service = await startService({ ...common, port: 0 });
  const driver = await createDriver({ ...common, endpoint: { url: loopbackUrl(service.port) }, clients: [0, 1] });
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  closers.push(
    async () => silent.close(),
    () => service.close(),
    () => driver.close(),
  );
  service.subscribe([{ client: 1, url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` }]);
  const body = envelope(0);
  for (let index = 0; index < MAX_PENDING + 5; index++) service.publish(index, body);
  assert.equal(service.pending(), MAX_PENDING);
  assert.deepEqual(observer.reasons("refused"), Array(5).fill("dispatch queue full"));
  send(driver, 0, 1);
  await until(() => observer.reasons("refused").length === 6);
  assert.equal(observer.reasons("refused")[5], "503 Service Unavailable");
});

test("a port that is taken rejects with the system's error", async () => {
  const { service } = await pair({ flow: "ingest", clients: 1, roomSize: 1 });
  const options = {
    config: config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    secret: SECRET,
  } as const;
  const second = startService({
    ...options,
    guarantee: "at-least-once",
    observer: new RecordingObserver(),
    port: service.port,
  });
  await assert.rejects(second, { code: "EADDRINUSE" });
});
