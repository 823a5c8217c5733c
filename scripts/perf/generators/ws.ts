import { type ClientOptions, WebSocket } from "ws";
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { origin, trust } from "./peers.js";

const CONNECTS_AT_ONCE = 64;

serve({
  async start({ connections, ...sink }: LoadParams): Promise<void> {
    const clients = Array.from({ length: connections }, (_, client) => client);
    const options = { perMessageDeflate: false, ...trust(sink.tls) };
    await concurrently(CONNECTS_AT_ONCE, clients, (client) =>
      open(`${origin("ws", sink)}/connect?client=${client}`, client, options),
    );
  },
  close: () => {},
});

const open = (url: string, client: number, options: ClientOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    let next = client;
    const send = (): void => socket.send(bodies[next++ % bodies.length]!, { binary: false });
    socket.on("message", send);
    socket.on("error", reject);
    socket.on("open", () => {
      resolve();
      send();
    });
  });
