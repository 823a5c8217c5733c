/** Every case against our listeners once more over TLS: what is written in pieces comes in records of that size, down to one byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointSide } from "../../../scripts/conformance/http/endpoint-side.js";
import { receiverSide } from "../../../scripts/conformance/http/receiver-side.js";
import { serviceSide } from "../../../scripts/conformance/websocket/service-side.js";
import { makeChain, SERVERNAME } from "../../../src/tls/certificates.js";
import type { Security } from "../../../src/tls/security.js";

const { root, ...identity } = await makeChain({ certificate: "P-256" });
const tls: Security = {
  version: "1.3",
  resumption: "off",
  handshakeSeconds: 10,
  ca: root,
  identity,
  servername: SERVERNAME,
};

for (const [name, play] of Object.entries({ receiverSide, endpointSide, serviceSide })) {
  test(`${name} over TLS`, async () => {
    const rows = await play(tls);
    const failed = rows.filter((row) => !row.passed).map((row) => `${row.case} ${row.name}: ${row.reason}`);
    assert.deepEqual(failed, []);
  });
}
