import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/transports/websocket/config.js";

test("every setting has a default", () => {
  assert.deepEqual(config.parse({}), {
    deflate: false,
    heartbeatSeconds: 30,
    maxPayloadBytes: 1_048_576,
    origins: ["https://pushbench.example"],
  });
});

const wrong: [string, unknown][] = [
  ["an unknown setting", { compress: true }],
  ["a heartbeat of 0 s", { heartbeatSeconds: 0 }],
  ["a heartbeat that no timer can count", { heartbeatSeconds: 1e9 }],
  ["half a byte", { maxPayloadBytes: 0.5 }],
  ["no origin at all", { origins: [] }],
  ["an origin with a path", { origins: ["https://app.example/"] }],
];
for (const [what, value] of wrong) {
  test(`${what} is not accepted`, () => assert.equal(config.safeParse(value).success, false));
}
