import type { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { type SignatureName, signatureSchemes } from "../../../src/transports/webhook/signatures/registry.js";

/** The headers of a webhook that its recipient accepts. */
export function signedHeaders(
  keys: KeyRing,
  client: number,
  id: string,
  timestampSeconds: number,
  body: Buffer,
  scheme: SignatureName = "standard-webhooks",
): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "application/json", "webhook-id": id };
  const fields = signatureSchemes[scheme].headers(keys, client, id, timestampSeconds, body);
  for (let i = 0; i < fields.length; i += 2) headers[fields[i]!] = fields[i + 1]!;
  return headers;
}
