/** What listeners may show: what is right, and what every client must refuse. */
import "reflect-metadata"; // what the next import but one looks for
import { KeyObject, webcrypto } from "node:crypto";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import { makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import type { Identity } from "../../src/tls/security.js";

const MINUTE_MS = 60_000;
/** Whose key fits none of the ciphers that are for RSA. */
const certificate = "P-256";

export interface Identities {
  /** PEM: what clients trust. */
  root: string;
  good: Identity;
  expired: Identity;
  otherName: Identity;
  withoutIntermediate: Identity;
  unknownRoot: Identity;
  /** Its root has the name of the one that is trusted, and another key. */
  otherRun: Identity;
  selfSigned: Identity;
}

export async function makeIdentities(): Promise<Identities> {
  const { root, ...good } = await makeChain({ certificate });
  // Of these two the root is trusted: nothing is wrong but what the name says.
  const expired = await makeChain({ certificate, authority: "forgetful", leafEndsMs: Date.now() - MINUTE_MS });
  const otherName = await makeChain({
    certificate,
    authority: "elsewhere",
    names: [{ type: "dns", value: "elsewhere.example" }],
  });
  const unknownRoot = await makeChain({ certificate, authority: "unknown" });
  const otherRun = await makeChain({ certificate });
  return {
    root: [root, expired.root, otherName.root].join("\n"),
    good,
    expired,
    otherName,
    withoutIntermediate: {
      ...good,
      chain: `${good.chain.slice(0, good.chain.indexOf("-----END"))}-----END CERTIFICATE-----\n`,
    },
    unknownRoot,
    otherRun,
    selfSigned: await selfSigned(),
  };
}

async function selfSigned(): Promise<Identity> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const leaf = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${SERVERNAME}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: SERVERNAME }])],
  });
  return {
    chain: leaf.toString("pem"),
    key: KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
