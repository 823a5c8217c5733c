/** The keys under which webhooks go to and come from a service of the user's own. */
import { PushbenchError } from "../../errors.js";
import { KeyRing, type Keys } from "./signatures/key-ring.js";
import type { SignatureName } from "./signatures/registry.js";

/** How Standard Webhooks writes a shared key and a private key. */
const ENCODED = /^wh(?:sec|sk)_/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const ED25519: SignatureName = "standard-webhooks-ed25519";
const SEED_BYTES = 32;
const isStandard = (signature: SignatureName): boolean => signature === "standard-webhooks" || signature === ED25519;

/** The key itself, or the environment variable that holds it: settings stand in results, which are shown to others. */
export type Secret = string | { env: string };

/** Which keys a driver signs and verifies with. `runSecret`: from which those of the clients derive. */
export function keysOf(settings: { signature: SignatureName; secret?: Secret | undefined }, runSecret: string): Keys {
  const { signature, secret } = settings;
  if (secret === undefined) return new KeyRing(runSecret);
  const keys = [keyOf(signature, typeof secret === "string" ? secret : secretIn(secret.env, signature))];
  return { of: () => keys };
}

function secretIn(variable: string, signature: SignatureName): string {
  const value = process.env[variable];
  const problem = value ? secretProblem(signature, value) : "is not set";
  if (value && problem === undefined) return value;
  throw new PushbenchError("scenario-invalid", `The environment variable ${variable} ${problem}.`, {
    hint: `Set it to the key with which your service verifies signatures (${signature}): the approach's secret names it.`,
  });
}

/** Why it cannot be the key of that scheme, or nothing. */
export function secretProblem(signature: SignatureName, secret: string): string | undefined {
  if (signature === "none") return "has no meaning with signature: none";
  if (isStandard(signature) && ENCODED.test(secret) && !BASE64.test(secret.replace(ENCODED, "")))
    return "must have base64 after its prefix";
  const key = keyOf(signature, secret);
  if (key.length === 0) return "must hold a key after its prefix";
  return signature === ED25519 && key.length !== SEED_BYTES
    ? `must be whsk_ and the base64 of the ${SEED_BYTES} bytes of a private key`
    : undefined;
}

/** Stripe's secrets begin with whsec_, too, but are used as the text that they are. */
function keyOf(signature: SignatureName, secret: string): Buffer {
  return isStandard(signature) && ENCODED.test(secret)
    ? Buffer.from(secret.replace(ENCODED, ""), "base64")
    : Buffer.from(secret);
}
