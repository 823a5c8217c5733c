/** WebSockets over TLS: what they carry is what it is without, and what TLS adds is known to the byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { flowNames } from "../../../src/flow.js";
import { until } from "../websocket/recording-observer.js";
import { type Play, security, together } from "./stage.js";

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
    assert.deepEqual([clients.bytesRead, clients.bytesWritten], [server.bytesWritten, server.bytesRead]);
    assert.deepEqual(
      [clients.tls!.plainBytesRead, clients.tls!.plainBytesWritten],
      [server.tls!.plainBytesWritten, server.tls!.plainBytesRead],
    );
    assert.deepEqual(clients.tls!.opened, { full: 2, resumed: 0 });
    assert.deepEqual(server.tls!.accepted, { full: 2, resumed: 0 });
    assert.deepEqual([...atClients.problems, ...atService.problems], []);
    for (const { connectNs, handshakeNs } of atClients.openings) assert.ok(connectNs > 0 && handshakeNs! > 0);
    assert.equal(atClients.openings.length, 2);
  });
}
