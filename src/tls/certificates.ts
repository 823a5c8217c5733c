/**
 * The certificates of a run: a root, an intermediate and a leaf, as public authorities issue them, because a lone leaf would
 * understate what a handshake carries and what it costs to verify. They are made anew for each run and never written down.
 */
import "reflect-metadata"; // what the next import looks for
import { KeyObject, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { isLoopback, LOOPBACK, LOOPBACK_V6 } from "../loopback.js";
import type { Identity } from "./security.js";
import type { TlsSettings } from "./settings.js";

/** The name that every listener of a run has: a client asks for it (SNI) and finds it in the certificate. */
export const SERVERNAME = "localhost";

const DAY_MS = 24 * 3600 * 1000;
/** A clock may have been set back a little, and no run lasts so long. */
const VALID_MS = { before: DAY_MS, after: 7 * DAY_MS };

const algorithms = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  "RSA-2048": {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
} as const satisfies Record<TlsSettings["certificate"], object>;

export interface Chain extends Identity {
  /** PEM: the certificate that clients trust. */
  root: string;
}

interface Authority {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}

/** What an authority says of somebody's key. */
interface Certified {
  extensions: Extension[];
  endsMs?: number;
}

const loopbackNames: JsonGeneralName[] = [
  { type: "dns", value: SERVERNAME },
  { type: "ip", value: LOOPBACK },
  { type: "ip", value: LOOPBACK_V6 },
];

const ofAddress = (value: string): JsonGeneralName => ({ type: "ip", value });

interface ChainOptions {
  certificate: TlsSettings["certificate"];
  /** Names that the leaf has. By default they are those of this machine's loopback, and the addresses below. */
  names?: readonly JsonGeneralName[];
  /** IP addresses of other hosts that listen. */
  addresses?: readonly string[];
  /** When the leaf ends to be valid, in ms since the epoch. */
  leafEndsMs?: number;
  /** Who issues it, as the certificates say it. */
  authority?: string;
}

/** ~10 ms with P-256; RSA takes up to a second, most of it to find the primes. */
export async function makeChain({
  certificate,
  addresses = [],
  names = [...loopbackNames, ...addresses.filter((one) => !isLoopback(one)).map(ofAddress)],
  leafEndsMs,
  authority: authorityName = "pushbench",
}: ChainOptions): Promise<Chain> {
  const algorithm = algorithms[certificate];
  const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [rootKeys, intermediateKeys, leafKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const dates = (endsMs = Date.now() + VALID_MS.after) => ({
    notBefore: new Date(Math.min(Date.now(), endsMs) - VALID_MS.before),
    notAfter: new Date(endsMs),
  });
  const issue = (subject: string, keys: webcrypto.CryptoKeyPair, issuer: Authority | undefined, more: Certified) =>
    X509CertificateGenerator.create({
      subject,
      issuer: issuer?.certificate.subject ?? subject,
      publicKey: keys.publicKey,
      signingKey: issuer?.keys.privateKey ?? keys.privateKey,
      signingAlgorithm: algorithm,
      ...dates(more.endsMs),
      extensions: more.extensions,
    });
  const authority = (pathLength: number): Certified => ({
    extensions: [
      new BasicConstraintsExtension(true, pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const root = await issue(`CN=${authorityName} root`, rootKeys, undefined, authority(1));
  const byRoot = { certificate: root, keys: rootKeys };
  const intermediate = await issue(`CN=${authorityName} intermediate`, intermediateKeys, byRoot, authority(0));
  const byIntermediate = { certificate: intermediate, keys: intermediateKeys };
  const leaf = await issue(`CN=${names[0]!.value}`, leafKeys, byIntermediate, {
    ...(leafEndsMs !== undefined && { endsMs: leafEndsMs }),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([...names]),
    ],
  });
  return {
    root: root.toString("pem"),
    chain: `${leaf.toString("pem")}\n${intermediate.toString("pem")}`,
    key: KeyObject.from(leafKeys.privateKey).export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
