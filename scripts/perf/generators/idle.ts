/** Opens WebSockets that then stay quiet, in one of three ways, and tells what each adds to the resident memory. */
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { type LoadParams, SECRET } from "./closed-loop.js";
import { origin, trust } from "./peers.js";
import { settledRssBytes, WARM_UP_CONNECTIONS } from "./settled-memory.js";

const CONNECTS_AT_ONCE = 64;

/** Keeps what it opens. */
type Open = (connections: number) => Promise<void>;
type Sink = Omit<LoadParams, "connections">;

export const ways = {
  async pushbench(sink: Sink): Promise<Open> {
    const { createDriver } = await import("../../../src/transports/websocket/driver.js");
    const { config } = await import("../../../src/transports/websocket/config.js");
    const { Recorder } = await import("../../../src/collectors/recorder.js");
    const { monotonicNs } = await import("../../../src/clock.js");
    return async (connections) => {
      const driver = await createDriver({
        config: config.parse({}),
        topology: { flow: "broadcast", clients: connections, roomSize: 1 },
        guarantee: "at-least-once",
        secret: SECRET,
        observer: new Recorder(monotonicNs),
        endpoint: { url: origin("http", sink) },
        ...(sink.tls && { tls: sink.tls }),
        clients: Array.from({ length: connections }, (_, client) => client),
      });
      await driver.open();
      kept.push(driver);
    };
  },
  async ws(sink: Sink): Promise<Open> {
    const { WebSocket } = await import("ws");
    const options = { perMessageDeflate: false, ...trust(sink.tls) };
    return openEach(
      sink,
      (url) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url, options);
          socket.on("message", () => {});
          socket.on("error", reject);
          socket.on("open", () => resolve(socket));
        }),
    );
  },
  async undici(sink: Sink): Promise<Open> {
    const { Agent, WebSocket } = await import("undici");
    const dispatcher = new Agent({ connect: trust(sink.tls) });
    return openEach(
      sink,
      (url) =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url, { dispatcher });
          socket.addEventListener("message", () => {});
          socket.addEventListener("error", () => reject(new Error("the WebSocket could not be opened")));
          socket.addEventListener("open", () => resolve(socket));
        }),
    );
  },
};

const kept: object[] = [];

const openEach =
  (sink: Sink, open: (url: string) => Promise<object>): Open =>
  async (connections) => {
    const clients = Array.from({ length: connections }, (_, client) => client);
    await concurrently(CONNECTS_AT_ONCE, clients, async (client) => {
      kept.push(await open(`${origin("ws", sink)}/connect?client=${client}`));
    });
  };

serve({
  /** Resident bytes per connection. */
  async measure({ way, connections, ...sink }: LoadParams & { way: keyof typeof ways }): Promise<number> {
    const open = await ways[way](sink);
    await open(WARM_UP_CONNECTIONS);
    const before = await settledRssBytes();
    await open(connections);
    return ((await settledRssBytes()) - before) / connections;
  },
  close: () => {},
});
