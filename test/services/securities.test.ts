/** What a run tells its processes of TLS: certificates of the run for reference services, those of the user for their own. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { ApproachRecord } from "../../src/result/result.js";
import { securitiesOf } from "../../src/services/securities.js";
import { makeChain } from "../../src/tls/certificates.js";
import { scratchFolder } from "../end-to-end/processes.js";

const approach = (name: string, tls: unknown, more: Partial<ApproachRecord> = {}): ApproachRecord => ({
  ...{ name, transport: "webhook", config: { tls } },
  ...more,
});
const settings = { version: "1.2", certificate: "P-256", resumption: "off", handshakeSeconds: 3 };

test("reference services of all arms share one chain; what is not encrypted has none", async () => {
  const securities = await securitiesOf([
    approach("plain", undefined),
    approach("off", false),
    approach("one", true, { arm: "base" }),
    approach("one", settings, { arm: "head" }),
  ]);
  assert.deepEqual([...securities.keys()], ["base one", "head one"]);
  const [base, head] = [...securities.values()];
  const { ca, identity, servername, ...chosen } = head!;
  assert.deepEqual(chosen, { version: "1.2", resumption: "off", handshakeSeconds: 3 });
  assert.deepEqual([base!.version, base!.resumption], ["1.3", "on"]);
  assert.deepEqual([base!.ca, base!.identity, base!.servername], [ca, identity, servername]);
  assert.match(identity!.chain, /BEGIN CERTIFICATE.*BEGIN CERTIFICATE/s);
});

test("on a fleet, the certificate also names the addresses of its hosts, and clients ask for the same name", async () => {
  const addresses = ["127.0.0.1", "10.0.0.7", "fd00::7"];
  const securities = await securitiesOf([approach("one", true)], addresses);
  const { identity, servername } = securities.get("one")!;
  assert.equal(servername, "localhost");
  const leaf = new X509Certificate(identity!.chain);
  for (const address of [...addresses, "::1"]) assert.ok(leaf.checkIP(address) !== undefined, address);
  assert.equal(leaf.checkIP("10.0.0.8"), undefined);
  assert.ok(leaf.checkHost("localhost") !== undefined);
});

test("an own service has no identity of the run, the name of its URL, and trust in a file where one is named", async (context) => {
  const { root, key } = await makeChain({ certificate: "P-256" });
  const ca = path.join(scratchFolder(context), "root.pem");
  writeFileSync(ca, `${key}\n${root}`);
  const url = (text: string) => ({ service: { url: text } });
  const securities = await securitiesOf([
    approach("started", true, { service: { command: "x" } }),
    approach("named", true, url("https://shop.example:8443")),
    approach("address", true, url("https://[::1]:8443")),
    approach("trusting", { ...settings, ca, servername: "elsewhere.example" }, url("wss://localhost")),
  ]);
  assert.deepEqual(
    [...securities.values()].map(({ servername, ca: trusted, identity }) => [servername, trusted?.trim(), identity]),
    [
      ["localhost", undefined, undefined],
      ["shop.example", undefined, undefined],
      ["::1", undefined, undefined],
      ["elsewhere.example", root.trim(), undefined],
    ],
  );
  await assert.rejects(securitiesOf([approach("mine", { ...settings, ca: `${ca}.no` }, url("https://localhost"))]), {
    code: "scenario-invalid",
    message: `approaches.mine.tls.ca: there is no file ${ca}.no`,
  });
});
