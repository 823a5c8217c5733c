import assert from "node:assert/strict";
import { test } from "node:test";
import { cardOf } from "../../src/transports/registry.js";

const windowOf = async (transport: string, settings: object, guarantee: "at-most-once" | "at-least-once") => {
  const card = cardOf(transport);
  return card.window((await card.config()).parse(settings), guarantee);
};

test("what a sender may have under way is as the settings say", async () => {
  for (const guarantee of ["at-most-once", "at-least-once"] as const) {
    const webhook = (settings: object) => windowOf("webhook", settings, guarantee);
    const http2 = { tls: true, http2: true };
    assert.deepEqual(await webhook({}), { connections: 8, inFlightEach: 1 });
    assert.deepEqual(await webhook({ maxConnectionsPerPeer: 3 }), { connections: 3, inFlightEach: 1 });
    assert.deepEqual(await webhook({ connection: "new" }), { connections: "one per event", inFlightEach: 1 });
    assert.deepEqual(await webhook(http2), { connections: 1, inFlightEach: 100 });
    assert.deepEqual(await webhook({ ...http2, http2: { maxStreams: 7 } }), { connections: 1, inFlightEach: 7 });
    assert.deepEqual(await webhook({ ...http2, http2: {} }), { connections: 1, inFlightEach: 100 });
    assert.deepEqual(await webhook({ ...http2, http2: false }), { connections: 8, inFlightEach: 1 });
    const perEvent = await webhook({ ...http2, connection: "new" });
    assert.deepEqual(perEvent, { connections: "one per event", inFlightEach: 1 });
  }
  for (const transport of ["websocket", "sse"]) {
    const settings = { ackWindow: 5 };
    assert.deepEqual(await windowOf(transport, settings, "at-least-once"), { connections: 1, inFlightEach: 5 });
    assert.deepEqual(await windowOf(transport, settings, "at-most-once"), { connections: 1, inFlightEach: undefined });
  }
});
