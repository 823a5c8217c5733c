/** What the schemes that sign the body alone, in one header, have in common. */
import { equalText } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

/** `sign` gives the header's whole value; the header's name is in lower case. */
export function bodyHmac(
  name: string,
  sign: (key: Buffer, body: Uint8Array) => string,
): Pick<SignatureScheme, "headers" | "verify"> {
  return {
    /** One header, one signature: with the current key. */
    headers(keys, client, _id, _timestampSeconds, body) {
      return [name, sign(keys.of(client)[0]!, body)];
    },

    verify(keys, client, header, body) {
      const signature = header(name);
      if (!signature) return "missing signature";
      const known = keys.of(client).some((key) => equalText(signature, sign(key, body)));
      return known ? "ok" : "forged signature";
    },
  };
}
