import type { SignatureScheme } from "./scheme.js";

/** Anyone may send. What signing costs is the difference to this. */
export const none: SignatureScheme = {
  description: "No signature: anyone who knows the URL may send",
  headers: () => [],
  verify: () => "ok",
};
