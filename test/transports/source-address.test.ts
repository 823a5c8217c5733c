import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { loopbackUrl } from "../../src/loopback.js";
import { MAX_CLIENTS } from "../../src/scenario/schema.js";
import { transportNames, transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";
import { clientsPerAddressOf, sourceAddress } from "../../src/transports/source-address.js";

/** What Linux hands out by default: 32768…60999. */
const PORTS = 28_232;

test("no address has more clients than ports, and every one is a loopback address", () => {
  const clients = new Map<string, number>();
  for (let client = 0; client < MAX_CLIENTS; client++) {
    const address = sourceAddress(client, "127.0.0.1", 20_000) ?? "127.0.0.1";
    clients.set(address, (clients.get(address) ?? 0) + 1);
  }
  for (const [address, count] of clients) {
    assert.match(address, /^127\.0\.[01]\.\d{1,3}$/);
    assert.ok(count < PORTS, `${address}: ${count}`);
  }
  assert.ok(clients.size > 1);
});

test("a machine with few ports has more addresses, all different, and never more clients on one than ports", () => {
  for (const ports of [10, 100, 3_000, PORTS, 64_000]) {
    const perAddress = clientsPerAddressOf(ports);
    assert.ok(perAddress <= ports && perAddress <= 20_000, `${perAddress} of ${ports}`);
    const addresses = new Set<string | undefined>();
    for (let client = 0; client < MAX_CLIENTS; client += perAddress)
      addresses.add(sourceAddress(client, "127.0.0.1", perAddress));
    assert.equal(addresses.size, Math.ceil(MAX_CLIENTS / perAddress));
    for (const address of addresses) assert.match(address ?? "127.0.0.1", /^127\.0\.\d+\.\d+$/);
  }
  assert.equal(clientsPerAddressOf(PORTS), 20_000);
  assert.equal(clientsPerAddressOf(undefined), 20_000);
});

test("few clients leave the choice to the system", () => {
  assert.equal(sourceAddress(0, "127.0.0.1"), undefined);
});

test("so do many clients towards an IPv6 address or another machine", () => {
  for (const host of ["::1", "localhost", "192.0.2.1"]) assert.equal(sourceAddress(45_000, host), undefined, host);
});

for (const transport of transportNames) {
  test(`${transport}: clients connect from the addresses that they were given`, {
    skip: process.platform !== "linux" && "only Linux answers for all of 127.0.0.0/8",
  }, async (t) => {
    const sockets: Socket[] = [];
    const addresses = new Set<string | undefined>();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const allCame = new Promise<void>((resolve) => {
      server.on("connection", (socket) => {
        sockets.push(socket.on("error", () => {}));
        if (addresses.add(socket.remoteAddress).size === 3) resolve();
      });
    });
    const driver = await transports[transport].createDriver({
      config: (await transports[transport].config()).parse({}) as never,
      topology: { flow: "ingest", clients: 45_000, roomSize: 1 },
      guarantee: "at-least-once",
      secret: "secret",
      observer: silentObserver,
      endpoint: { url: loopbackUrl((server.address() as AddressInfo).port) },
      clients: [5, 20_001, 44_999],
    });
    t.after(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await driver.close();
    });
    driver.open().catch(() => {}); // a WebSocket never gets its answer here
    await allCame;
    assert.deepEqual([...addresses].sort(), ["127.0.0.1", "127.0.1.1", "127.0.1.2"]);
  });
}
