/** Every transport that pushbench has: one folder and one entry. Names, CLI choices and error texts derive from it. */
import type { Transport } from "./transport.js";

// biome-ignore lint/suspicious/noExplicitAny: each transport has a config type of its own; the schema checks it at run time
type AnyTransport = Transport<any>;

export const transports = {
  webhook: {
    description:
      "Every event is an HTTP POST, signed as Standard Webhooks says. The receiver is node:http, the dispatcher undici.",
    // A pool to the service, and for subscribers a listener and what it accepts; the same sockets from the other side.
    openFilesPerClient: (flow) => ({
      generator: { ingest: 2, broadcast: 2, relay: 4 }[flow],
      service: flow === "relay" ? 3 : 2,
    }),
    config: async () => (await import("./webhook/config.js")).config,
    startService: async (options) => (await import("./webhook/service.js")).startService(options),
    createDriver: async (options) => (await import("./webhook/driver.js")).createDriver(options),
  },
  websocket: {
    description: "Every client has an RFC 6455 connection, and every event is a text frame. The server is ws.",
    openFilesPerClient: () => ({ generator: 1, service: 1 }),
    config: async () => (await import("./websocket/config.js")).config,
    startService: async (options) => (await import("./websocket/service.js")).startService(options),
    createDriver: async (options) => (await import("./websocket/driver.js")).createDriver(options),
  },
} satisfies Record<string, AnyTransport>;

export type TransportName = keyof typeof transports;
export const transportNames = Object.keys(transports) as TransportName[];
