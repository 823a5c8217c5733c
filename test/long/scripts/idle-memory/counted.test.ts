/** The count by the kernel, with few clients: that they connect, stay connected and add up. What they cost is not looked at. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bareServers, countedPoints, ourService } from "../../../../scripts/idle-memory/counted-by-kernel.js";
import { makeChain } from "../../../../src/tls/certificates.js";
import { transportNames } from "../../../../src/transports/registry.js";

const SIZES = [2, 4];

test("clients that are not ours stay connected to every service and bare server over TLS", async () => {
  const chain = await makeChain({ certificate: "P-256" });
  for (const counted of [...transportNames.map(ourService), ...bareServers]) {
    const points = await countedPoints(counted, { sizes: SIZES, atOnce: 2, chain });
    assert.deepEqual(
      points.map(([clients]) => clients),
      SIZES,
    );
    assert.ok(points.every(([, bytes]) => bytes > 2 ** 20));
  }
});
