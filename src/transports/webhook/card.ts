import type { Card } from "../card.js";
import type { WebhookConfig } from "./config.js";
import type { WebhookMessage } from "./driver.js";

/** The default of http2.maxStreams, which a card cannot ask for: a test compares. RFC 9113 recommends no fewer. */
const USUAL_MAX_STREAMS = 100;

export const webhook: Card<WebhookConfig, WebhookMessage> = {
  title: "webhook",
  titles: "webhooks",
  description:
    "Every event is an HTTP POST, signed as Standard Webhooks says. The receiver is node:http, the dispatcher undici; over HTTP/2 both are node:http2.",
  approaches: {
    webhook: {},
    "webhook-new-connection": { connection: "new" },
    "webhook-tls": { tls: true },
    "webhook-tls-new-connection": { connection: "new", tls: { resumption: "off" } },
    "webhook-tls-new-connection-resumed": { connection: "new", tls: { resumption: "on" } },
    "webhook-http2": { http2: true, tls: true },
  },
  isComparedByDefault: true,
  referenceRank: 1,
  alwaysAcknowledges: true,
  clientsListen: true,
  urlSchemes: ["http", "https"],
  packages: ["undici"],
  // A pool to the service, and for subscribers a listener and what it accepts; the same sockets from the other side.
  openFilesPerClient: (flow, { maxConnectionsPerPeer }) => ({
    generator: { ingest: 2, broadcast: 2, relay: 4 }[flow],
    service: { ingest: 2, broadcast: maxConnectionsPerPeer === 1 ? 1 : 2, relay: 3 }[flow],
  }),
  // Whoever relays an event posts it to every member itself; a broadcast's recipients are shared out among the processes.
  severalProcesses: { ports: "shared", busIn: ["broadcast"] },
  window({ connection, http2, maxConnectionsPerPeer }) {
    if (connection === "new") return { connections: "one per event", inFlightEach: 1 };
    if (http2 === undefined || http2 === false) return { connections: maxConnectionsPerPeer, inFlightEach: 1 };
    return { connections: 1, inFlightEach: http2 === true ? USUAL_MAX_STREAMS : http2.maxStreams };
  },
  idleSeconds: ({ connection, senderIdleSeconds, keepAliveSeconds }) =>
    connection === "new" ? undefined : Math.min(senderIdleSeconds, keepAliveSeconds),
  alpn: ({ http2 = false }) => (http2 === false ? "http/1.1" : "h2"),
  crossCheck: {
    // autocannon verifies no certificate, so over TLS it would do less than our clients.
    isFor: ({ connection, tls }) => connection === "keep-alive" && !tls,
    requestOf: async () => (await import("./cross-check.js")).requestOf,
  },
  config: async () => (await import("./config.js")).config,
  startService: async (options) => (await import("./service.js")).startService(options),
  createDriver: async (options) => (await import("./driver.js")).createDriver(options),
  selftest: async () => (await import("./selftest.js")).selftest,
  own: async () => (await import("./own.js")).own,
};
