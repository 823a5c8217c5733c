/** A lean client is spared objects, and no part of the verification. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";
import { type Chain, makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import { TlsClient } from "../../src/tls/client.js";
import type { Security } from "../../src/tls/security.js";
import { listenerOptions } from "../../src/tls/server.js";

const securityOf = ({ root, ...identity }: Chain, servername: string): Security => ({
  version: "1.3",
  resumption: "off",
  handshakeSeconds: 10,
  ca: root,
  identity,
  servername,
});

test("a lean client refuses what any client refuses, and makes no objects of the chain behind a certificate", async (t) => {
  const [chain, other] = await Promise.all([makeChain({ certificate: "P-256" }), makeChain({ certificate: "P-256" })]);
  const server = createServer(listenerOptions(securityOf(chain, SERVERNAME), "http/1.1"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const shake = async (security: Security): Promise<string> => {
    const client = new TlsClient({ security, alpn: "http/1.1", host: "127.0.0.1", lean: true });
    const socket = client.secure(connect(port, "127.0.0.1"), 0);
    try {
      await once(socket, "secureConnect");
      const { subject, issuerCertificate } = socket.getPeerCertificate(true);
      return `${subject.CN}, issuer ${issuerCertificate ? "too" : "left out"}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "no code";
    } finally {
      socket.destroy();
    }
  };

  assert.equal(await shake(securityOf(chain, SERVERNAME)), `${SERVERNAME}, issuer left out`);
  assert.equal(await shake(securityOf(chain, "example.org")), "ERR_TLS_CERT_ALTNAME_INVALID");
  assert.equal(await shake({ ...securityOf(chain, SERVERNAME), ca: other.root }), "CERT_SIGNATURE_FAILURE");
});
