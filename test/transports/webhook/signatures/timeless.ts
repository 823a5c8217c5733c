/** The schemes whose signature does not cover the time: an old request is as good as a new one. */
import type { SignatureName } from "../../../../src/transports/webhook/signatures/registry.js";

export const timeless: readonly SignatureName[] = ["github", "shopify", "trello"];
