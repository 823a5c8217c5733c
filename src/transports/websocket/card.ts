import type { Card } from "../card.js";
import type { WebSocketConfig } from "./config.js";

export const websocket: Card<WebSocketConfig, Buffer> = {
  title: "WebSocket",
  titles: "WebSockets",
  description: "Every client has an RFC 6455 connection, and every event is a text frame. The server is ws.",
  approaches: { websocket: {}, "websocket-deflate": { deflate: true }, "websocket-tls": { tls: true } },
  isComparedByDefault: true,
  referenceRank: 3,
  alwaysAcknowledges: false,
  clientsListen: false,
  urlSchemes: ["ws", "wss"],
  packages: ["ws"],
  openFilesPerClient: () => ({ generator: 1, service: 1 }),
  severalProcesses: { ports: "own", busIn: ["relay", "broadcast"] },
  // Nobody waits for an acknowledgement under at-most-once.
  window: ({ ackWindow }, guarantee) => ({
    connections: 1,
    inFlightEach: guarantee === "at-least-once" ? ackWindow : undefined,
  }),
  config: async () => (await import("./config.js")).config,
  startService: async (options) => (await import("./service.js")).startService(options),
  createDriver: async (options) => (await import("./driver.js")).createDriver(options),
  selftest: async () => (await import("./selftest.js")).selftest,
  own: async () => (await import("./own.js")).own,
};
