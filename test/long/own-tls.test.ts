/** Services of the user's own that speak TLS, in a whole bench beside a reference service over TLS. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { makeChain } from "../../src/tls/certificates.js";
import { ran } from "../end-to-end/own-bench-run.js";
import { left, receiver } from "../end-to-end/own-service-run.js";
import { nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";

test("an own https receiver takes each event once, with the bytes of a reference service, and no file has a certificate", async (context) => {
  const folder = scratchFolder(context);
  const { root, chain, key } = await makeChain({ certificate: "P-256" });
  const file = (name: string, text: string): string => {
    const place = path.join(folder, name);
    writeFileSync(place, text);
    return place;
  };
  const env = { CERTIFICATE: file("chain.pem", chain), KEY: file("key.pem", key) };
  const service = { command: `${receiver()} ${folder}`, env };
  const kept = { transport: "webhook", maxConnectionsPerPeer: 1 }; // it is opened before the first event
  const own = { ...kept, service, tls: { ca: file("root.pem", root) } };
  const approaches = { own, "own-new": { ...own, connection: "new" }, reference: { ...kept, tls: true } };
  const { round, result, report } = await ran(context, approaches);
  await nobodyIsLeft();
  assert.deepEqual(left(folder), []);
  for (const approach of Object.keys(approaches)) {
    const { expected, delivered, reasons } = round(approach).deliveries;
    assert.deepEqual([expected, delivered, reasons], [100, 100, {}], approach);
  }
  const sent = (approach: string): number => round(approach).wire.toServiceBytes;
  assert.equal(sent("own"), sent("reference"));
  assert.equal(round("own-new").wire.connectionsOpenedDuring, 100);
  for (const text of [JSON.stringify(result), report]) assert.doesNotMatch(text, /BEGIN|PRIVATE|MII/);
});
