import { once } from "node:events";
import { EventSource } from "eventsource";
import { Agent, fetch } from "undici";
import { serve } from "../../../src/processes/channel.js";
import type { LoadParams } from "./closed-loop.js";
import { origin, trust } from "./peers.js";

serve({
  async start({ connections, ...sink }: LoadParams): Promise<void> {
    const dispatcher = new Agent({ connect: trust(sink.tls) });
    for (let client = 0; client < connections; client++) {
      const source = new EventSource(`${origin("http", sink)}/clients/${client}/stream`, {
        fetch: (url, init) => fetch(url, { ...init, dispatcher }),
      });
      source.onmessage = ({ data }) => void data;
      await once(source, "open");
    }
  },
  close: () => {},
});
