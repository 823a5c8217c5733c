import { Agent, WebSocket } from "undici";
import { serve } from "../../../src/processes/channel.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { origin, trust } from "./peers.js";

const CONNECTS_AT_ONCE = 64;
/** Text frames are made from strings here; nothing else is sent as text. */
const texts = bodies.map(String);

serve({
  async start({ connections, ...sink }: LoadParams): Promise<void> {
    const clients = Array.from({ length: connections }, (_, client) => client);
    const dispatcher = new Agent({ connect: trust(sink.tls) });
    await concurrently(CONNECTS_AT_ONCE, clients, (client) =>
      open(`${origin("ws", sink)}/connect?client=${client}`, client, dispatcher),
    );
  },
  close: () => {},
});

const open = (url: string, client: number, dispatcher: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { dispatcher });
    let next = client;
    const send = (): void => socket.send(texts[next++ % texts.length]!);
    socket.addEventListener("message", send);
    socket.addEventListener("error", () => reject(new Error("the WebSocket could not be opened")));
    socket.addEventListener("open", () => {
      resolve();
      send();
    });
  });
