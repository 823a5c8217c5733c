import type { Card } from "../card.js";
import type { SseConfig } from "./config.js";

export const sse: Card<SseConfig, Buffer> = {
  title: "SSE stream",
  titles: "SSE streams",
  description: "One text/event-stream response per client, events to the service by POST (node:http service).",
  approaches: { sse: {}, "sse-tls": { tls: true } },
  isComparedByDefault: false,
  referenceRank: 2,
  alwaysAcknowledges: true,
  clientsListen: false,
  packages: [],
  cannotPlay: {
    ingest:
      "an ingest scenario has no events to clients, and what clients send goes by the same POST as by webhook: use that",
  },
  // A stream, a connection for reports, and one or two for events.
  openFilesPerClient: (flow) => (flow === "broadcast" ? { generator: 2, service: 2 } : { generator: 4, service: 4 }),
  severalProcesses: {
    cannot:
      "what a client posts, events and acknowledgements, must reach the process that has its stream, and its requests go by a line of their own: take it out, or compare websocket",
  },
  // Of a stream to a client. What clients send goes by POST, as by webhook.
  window: ({ ackWindow }, guarantee) => ({
    connections: 1,
    inFlightEach: guarantee === "at-least-once" ? ackWindow : undefined,
  }),
  // Of the POSTs; a stream has heartbeats.
  idleSeconds: ({ post: { connection, senderIdleSeconds, keepAliveSeconds } }) =>
    connection === "new" ? undefined : Math.min(senderIdleSeconds, keepAliveSeconds),
  config: async () => (await import("./config.js")).config,
  startService: async (options) => (await import("./service.js")).startService(options),
  createDriver: async (options) => (await import("./driver.js")).createDriver(options),
  selftest: async () => (await import("./selftest.js")).selftest,
  own: async () => (await import("./own.js")).own,
};
