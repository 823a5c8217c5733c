import { WebSocket } from "undici";
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { bodies, type LoadParams } from "./closed-loop.js";

const CONNECTS_AT_ONCE = 64;
/** Text frames are made from strings here; nothing else is sent as text. */
const texts = bodies.map(String);

serve({
  async start({ port, connections }: LoadParams): Promise<void> {
    const clients = Array.from({ length: connections }, (_, client) => client);
    await concurrently(CONNECTS_AT_ONCE, clients, (client) => open(port, client));
  },
  close: () => {},
});

const open = (port: number, client: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/connect?client=${client}`);
    let next = client;
    const send = (): void => socket.send(texts[next++ % texts.length]!);
    socket.addEventListener("message", send);
    socket.addEventListener("error", () => reject(new Error("the WebSocket could not be opened")));
    socket.addEventListener("open", () => {
      resolve();
      send();
    });
  });
