/** What the two sides share. One random secret per run; every client's signing key and token derive from it. */
import { createHmac } from "node:crypto";

/** 32 bytes: the key that signs webhooks from and to this client (in real life each endpoint has its own `whsec_`). */
export const signingKey = (secret: string, client: number): Buffer =>
  createHmac("sha256", secret).update(`sign ${client}`).digest();

/** The bearer token that this client shows when it opens a WebSocket. */
export const accessToken = (secret: string, client: number): string =>
  createHmac("sha256", secret).update(`token ${client}`).digest("base64url");
