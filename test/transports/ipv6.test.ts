/** Clients of every transport reach a service that listens on IPv6 only. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { transportNames, transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";

for (const transport of transportNames) {
  test(`${transport}: every client connects over IPv6, however many there are`, async (context) => {
    const sockets: Socket[] = [];
    const server = createServer().listen(0, "::1");
    await once(server, "listening");
    const bothCame = new Promise<void>((resolve) => {
      server.on("connection", (socket) => {
        if (sockets.push(socket.on("error", () => {})) === 2) resolve();
      });
    });
    const driver = await transports[transport].createDriver({
      config: (await transports[transport].config()).parse({}) as never,
      topology: { flow: "ingest", clients: 45_000, roomSize: 1 },
      guarantee: "at-least-once",
      secret: "secret",
      observer: silentObserver,
      endpoint: { url: `http://[::1]:${(server.address() as AddressInfo).port}` },
      clients: [5, 44_999],
    });
    context.after(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await driver.close();
    });
    driver.open().catch(() => {}); // a WebSocket never gets its answer here
    await bothCame;
    for (const { remoteAddress } of sockets) assert.equal(remoteAddress, "::1");
  });
}
