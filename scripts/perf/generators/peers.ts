/** What clients that are not ours have in common: where the sink is, and how they are told whom to trust. */
import { createSecureContext, type SecureContext } from "node:tls";
import { eventId } from "../../../src/events/id.js";
import { loopbackUrl } from "../../../src/loopback.js";
import type { Security } from "../../../src/tls/security.js";

/** That our driver sends beyond the others. Over HTTP/2 they make some sixth of what a request costs Node. */
export const furtherHeaders = (index: number) => ({ "user-agent": "pushbench", "webhook-id": eventId(index) });

export const PATH = "/clients/0/events";

/** Of the sink: http: or ws:, and https: or wss: where it is encrypted. */
export const origin = (protocol: "http" | "ws", { port, tls }: { port: number; tls?: Security }): string =>
  loopbackUrl(port).replace("http", tls === undefined ? protocol : `${protocol}s`);

/**
 * To be asked once per process, in Node's words, which undici and ws speak too. Told the certificate itself (`ca`) they would parse it for every
 * connection; by ours this is done once, and who trusts the public roots never does it.
 */
export const trust = (tls: Security | undefined): { secureContext?: SecureContext; servername?: string } =>
  tls === undefined ? {} : { secureContext: createSecureContext({ ca: tls.ca! }), servername: tls.servername! };

/** Of an agent or a pool: how many sessions it keeps to resume them. */
export const sessionsKept = (tls: Security | undefined): { maxCachedSessions?: number } =>
  tls?.resumption === "off" ? { maxCachedSessions: 0 } : {};
