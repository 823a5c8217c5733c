import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { loopbackUrl } from "../../src/loopback.js";
import { MAX_CLIENTS } from "../../src/scenario/schema.js";
import { transportNames, transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";
import { clientsOfFirstAddress, sourceAddress } from "../../src/transports/source-address.js";

/** What Linux hands out by default: 32768…60999. */
const PORTS = 28_232;

test("no address has more clients than are cheap, and every one is a loopback address, however many ports there are", () => {
  for (const ports of [10, 100, 3_000, PORTS, 64_000]) {
    const clients = new Map<string, number>();
    for (let client = 0; client < MAX_CLIENTS; client++) {
      const address = sourceAddress(client, "127.0.0.1", ports) ?? "127.0.0.1";
      clients.set(address, (clients.get(address) ?? 0) + 1);
    }
    for (const [address, count] of clients) {
      assert.match(address, /^127\.0\.\d{1,3}\.\d{1,3}$/);
      assert.ok(count < (address === "127.0.0.1" ? ports / 2 : ports / 4), `${address}: ${count} of ${ports}`);
    }
    assert.ok(clients.size > 1);
  }
});

test("few clients leave the choice to the system", () => {
  assert.equal(sourceAddress(0, "127.0.0.1"), undefined);
  assert.equal(clientsOfFirstAddress(PORTS), 12_986);
  assert.equal(sourceAddress(12_985, "127.0.0.1", PORTS), undefined);
  assert.equal(sourceAddress(12_986, "127.0.0.1", PORTS), "127.0.1.1");
});

test("so do many clients towards an IPv6 address or another machine", () => {
  for (const host of ["::1", "localhost", "192.0.2.1"]) assert.equal(sourceAddress(45_000, host), undefined, host);
});

for (const transport of transportNames) {
  test(`${transport}: clients connect from the addresses that they were given`, {
    skip: process.platform !== "linux" && "only Linux answers for all of 127.0.0.0/8",
  }, async (t) => {
    const sockets: Socket[] = [];
    const clients = [5, 20_001, 44_999];
    const wanted = clients.map((client) => sourceAddress(client, "127.0.0.1") ?? "127.0.0.1");
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
      clients,
    });
    t.after(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await driver.close();
    });
    driver.open().catch(() => {}); // a WebSocket never gets its answer here
    await allCame;
    assert.deepEqual([...addresses].sort(), wanted.sort());
  });
}
