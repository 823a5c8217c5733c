/** What no peer of a run agrees to, whose version is given. */
import type { SecureContextOptions } from "node:tls";
import type { Security } from "../../src/tls/security.js";

type Version = Security["version"];

export const oldVersion = (): SecureContextOptions => ({
  minVersion: "TLSv1",
  maxVersion: "TLSv1.1",
  ciphers: "DEFAULT@SECLEVEL=0", // or OpenSSL would not speak it at all
});

export function otherVersion(version: Version): SecureContextOptions {
  const other = version === "1.3" ? "TLSv1.2" : "TLSv1.3";
  return { minVersion: other, maxVersion: other };
}

/** One that Node does not offer by default, and one that needs a key of another kind. */
export const noCipher = (version: Version): SecureContextOptions => ({
  minVersion: `TLSv${version}`,
  maxVersion: `TLSv${version}`,
  ciphers: version === "1.3" ? "TLS_AES_128_CCM_SHA256" : "ECDHE-RSA-AES128-GCM-SHA256",
});
