/** Every signature scheme, by its name in a scenario. A new one is a file here and a line below. */
import { github } from "./github.js";
import { none } from "./none.js";
import type { SignatureScheme } from "./scheme.js";
import { shopify } from "./shopify.js";
import { slack } from "./slack.js";
import { standardWebhooks } from "./standard-webhooks.js";
import { standardWebhooksEd25519 } from "./standard-webhooks-ed25519.js";
import { stripe } from "./stripe.js";
import { trello } from "./trello.js";

const schemes = {
  "standard-webhooks": standardWebhooks,
  "standard-webhooks-ed25519": standardWebhooksEd25519,
  github,
  stripe,
  slack,
  shopify,
  trello,
  none,
} satisfies Record<string, SignatureScheme>;

export type SignatureName = keyof typeof schemes;

export const signatureSchemes: Readonly<Record<SignatureName, SignatureScheme>> = schemes;

export const signatureNames = Object.keys(signatureSchemes) as SignatureName[];
