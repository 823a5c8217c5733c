import { WebSocket } from "ws";
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { bodies, type LoadParams } from "./closed-loop.js";

const CONNECTS_AT_ONCE = 64;

serve({
  async start({ port, connections }: LoadParams): Promise<void> {
    const clients = Array.from({ length: connections }, (_, client) => client);
    await concurrently(CONNECTS_AT_ONCE, clients, (client) => open(port, client));
  },
  close: () => {},
});

const open = (port: number, client: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/connect?client=${client}`, { perMessageDeflate: false });
    let next = client;
    const send = (): void => socket.send(bodies[next++ % bodies.length]!, { binary: false });
    socket.on("message", send);
    socket.on("error", reject);
    socket.on("open", () => {
      resolve();
      send();
    });
  });
