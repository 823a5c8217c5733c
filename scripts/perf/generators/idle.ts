/** Opens WebSockets that then stay quiet, in one of three ways, and tells what each adds to the resident memory. */
import { loopbackUrl } from "../../../src/loopback.js";
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { SECRET } from "./closed-loop.js";
import { settledRssBytes, WARM_UP_CONNECTIONS } from "./settled-memory.js";

const CONNECTS_AT_ONCE = 64;

/** Keeps what it opens. */
type Open = (port: number, connections: number) => Promise<void>;

export const ways = {
  async pushbench(): Promise<Open> {
    const { createDriver } = await import("../../../src/transports/websocket/driver.js");
    const { config } = await import("../../../src/transports/websocket/config.js");
    const { Recorder } = await import("../../../src/collectors/recorder.js");
    const { monotonicNs } = await import("../../../src/clock.js");
    return async (port, connections) => {
      const driver = await createDriver({
        config: config.parse({}),
        topology: { flow: "broadcast", clients: connections, roomSize: 1 },
        guarantee: "at-least-once",
        secret: SECRET,
        observer: new Recorder(monotonicNs),
        endpoint: { url: loopbackUrl(port) },
        clients: Array.from({ length: connections }, (_, client) => client),
      });
      await driver.open();
      kept.push(driver);
    };
  },
  async ws(): Promise<Open> {
    const { WebSocket } = await import("ws");
    return openEach(
      (url) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url, { perMessageDeflate: false });
          socket.on("message", () => {});
          socket.on("error", reject);
          socket.on("open", () => resolve(socket));
        }),
    );
  },
  async undici(): Promise<Open> {
    const { WebSocket } = await import("undici");
    return openEach(
      (url) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url);
          socket.addEventListener("message", () => {});
          socket.addEventListener("error", () => reject(new Error("the WebSocket could not be opened")));
          socket.addEventListener("open", () => resolve(socket));
        }),
    );
  },
};

const kept: object[] = [];

const openEach =
  (open: (url: string) => Promise<object>): Open =>
  async (port, connections) => {
    const clients = Array.from({ length: connections }, (_, client) => client);
    await concurrently(CONNECTS_AT_ONCE, clients, async (client) => {
      kept.push(await open(`ws://127.0.0.1:${port}/connect?client=${client}`));
    });
  };

serve({
  /** Resident bytes per connection. */
  async measure(request: { way: keyof typeof ways; port: number; connections: number }): Promise<number> {
    const open = await ways[request.way]();
    await open(request.port, WARM_UP_CONNECTIONS);
    const before = await settledRssBytes();
    await open(request.port, request.connections);
    return ((await settledRssBytes()) - before) / request.connections;
  },
  close: () => {},
});
