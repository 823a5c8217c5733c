import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/transports/websocket/config.js";

test("every setting has a default", () => {
  assert.deepEqual(config.parse({}), {
    deflate: false,
    heartbeatSeconds: 30,
    maxPayloadBytes: 1_048_576,
    origins: ["https://pushbench.example"],
    signature: "none",
    maxConnections: 100_000,
    upgradeSeconds: 10,
    ackWindow: 1000,
    ackTimeoutSeconds: 10,
    queueEvents: 10_000,
    sessionSeconds: 120,
    historyEvents: 10_000,
    historySeconds: 120,
    reconnect: { minSeconds: 0.5, maxSeconds: 20, jitter: "full" },
    slowConsumer: { policy: "disconnect", maxBufferedBytes: 1_048_576 },
  });
});

const wrong: [string, unknown][] = [
  ["an unknown setting", { compress: true }],
  ["a heartbeat of 0 s", { heartbeatSeconds: 0 }],
  ["a heartbeat that no timer can count", { heartbeatSeconds: 1e9 }],
  ["half a byte", { maxPayloadBytes: 0.5 }],
  ["jitter of another kind", { reconnect: { jitter: "some" } }],
  ["a wait that is not known", { reconnect: { seconds: 1 } }],
  ["a buffer smaller than the system's own", { slowConsumer: { maxBufferedBytes: 1000 } }],
  ["a signature of another kind", { signature: "md5" }],
  ["no origin at all", { origins: [] }],
  ["an origin with a path", { origins: ["https://app.example/"] }],
];
for (const [what, value] of wrong) {
  test(`${what} is not accepted`, () => assert.equal(config.safeParse(value).success, false));
}
