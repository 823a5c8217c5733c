/**
 * Trello: HMAC-SHA1 over the body and the URL that is called back, in base64. Nothing says when it was signed, so that only the event's id
 * tells a replay from a new event.
 * Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-signatures
 */
import { createHmac } from "node:crypto";
import { equalText } from "./hmac.js";
import type { SignatureScheme } from "./scheme.js";

/**
 * The URL with which the client registered, not the address that a request came to: who stands behind a proxy knows its public URL from its
 * settings alone.
 */
export const callbackUrl = (client: number): string => `https://pushbench.example/clients/${client}/events`;

const HEADER = "x-trello-webhook";

const sign = (key: Buffer, client: number, body: Uint8Array): string =>
  createHmac("sha1", key).update(body).update(callbackUrl(client)).digest("base64");

export const trello: SignatureScheme = {
  description: "Trello's X-Trello-Webhook: HMAC-SHA1 over the body and the callback's URL, in base64; no timestamp",

  /** One header, one signature: with the current key. */
  headers: (keys, client, _id, _timestampSeconds, body) => [HEADER, sign(keys.of(client)[0]!, client, body)],

  verify(keys, client, header, body) {
    const signature = header(HEADER);
    if (!signature) return "missing signature";
    return keys.of(client).some((key) => equalText(signature, sign(key, client, body))) ? "ok" : "forged signature";
  },
};
