/** Times of a worker become the coordinator's, and two processes know whether they read the same clock. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { noObservations } from "../../src/collectors/observations.js";
import { toCoordinatorTime } from "../../src/fleet/coordinator/translate.js";
import { clockId } from "../../src/fleet/host-clock.js";

test("times of a worker's clock become the coordinator's, and durations stay", () => {
  const observations = noObservations();
  observations.delivered.atNs = Float64Array.of(5e9 + 10, 5e9 + 20);
  observations.connecting.atNs = Float64Array.of(300);
  observations.handshaking.atNs = Float64Array.of(400);
  toCoordinatorTime(observations, (workerNs) => workerNs - 5e9);
  assert.deepEqual([...observations.delivered.atNs], [10, 20]);
  assert.deepEqual([...observations.connecting.atNs, ...observations.handshaking.atNs], [300, 400]);
});

test("two looks at this system's clock see the same one", () => {
  assert.equal(clockId(), clockId());
  assert.match(clockId() ?? "", /^[\da-f-]{36} time:\[\d+\]$/);
});
