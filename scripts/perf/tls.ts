/** The TLS of the contests: every contender talks to a sink that shows the same chain, which it verifies if it can. */
import { type Chain, makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import type { Security } from "../../src/tls/security.js";

const HANDSHAKE_SECONDS = 10;

let chain: Promise<Chain> | undefined;

export async function perfSecurity(resumption: Security["resumption"]): Promise<Security> {
  chain ??= makeChain({ certificate: "P-256" });
  const { root, ...identity } = await chain;
  return {
    version: "1.3",
    resumption,
    handshakeSeconds: HANDSHAKE_SECONDS,
    ca: root,
    identity,
    servername: SERVERNAME,
  };
}

/** Behind the name of a contender that encrypts but believes every certificate, and is spared the work of verifying it. */
export const VERIFIES_NOTHING = ", which verifies nothing";
