/** The TLS of operations: a chain as a run has it. */
import { makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import type { Security } from "../../src/tls/security.js";

export const ALPN = "http/1.1";

export async function newSecurity(resumption: Security["resumption"]): Promise<Security> {
  const { root, ...identity } = await makeChain({ certificate: "P-256" });
  return { version: "1.3", resumption, handshakeSeconds: 10, ca: root, identity, servername: SERVERNAME };
}
