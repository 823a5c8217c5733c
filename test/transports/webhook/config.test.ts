import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/transports/webhook/config.js";

test("nothing given means a realistic sender and receiver", () => {
  assert.deepEqual(config.parse({}), {
    connection: "keep-alive",
    signature: "standard-webhooks",
    toleranceSeconds: 300,
    timeoutSeconds: 15,
    retries: { schedule: "standard-webhooks", timeScale: 1, jitter: "twenty-percent" },
    maxConnectionsPerPeer: 8,
    maxBodyBytes: 1_048_576,
    headSeconds: 10,
    bodySeconds: 30,
    keepAliveSeconds: 90,
    senderIdleSeconds: 60,
    keepAliveRace: false,
  });
});

test("a receiver may not close idle connections before its senders do", () => {
  const result = config.safeParse({ keepAliveSeconds: 60 });
  assert.equal(result.success, false);
  assert.deepEqual(result.error?.issues[0]?.path, ["keepAliveSeconds"]);
  assert.equal(config.safeParse({ keepAliveSeconds: 5, senderIdleSeconds: 4 }).success, true);
  assert.equal(config.safeParse({ keepAliveSeconds: 60, keepAliveRace: true }).success, true);
});

test("unknown settings and impossible values are refused", () => {
  for (const bad of [
    { keepAlive: true },
    { connection: "close" },
    { maxConnectionsPerPeer: 0 },
    { timeoutSeconds: 0 },
    { maxBodyBytes: 1.5 },
    { signature: "md5" },
    { headSeconds: 0 },
    { retries: { schedule: "hourly" } },
    { retries: { schedule: [] } },
    { retries: { schedule: [-1] } },
    { retries: { timeScale: 0 } },
    { retries: { jitter: "some" } },
    { retries: { attempts: 3 } },
    { registration: "get" },
    { registration: "head", tls: true, http2: true },
  ]) {
    assert.equal(config.safeParse(bad).success, false, JSON.stringify(bad));
  }
});
