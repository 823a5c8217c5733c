import { once } from "node:events";
import { EventSource } from "eventsource";
import { loopbackUrl } from "../../../src/loopback.js";
import { serve } from "../../../src/processes/channel.js";
import type { LoadParams } from "./closed-loop.js";

serve({
  async start({ port, connections }: LoadParams): Promise<void> {
    for (let client = 0; client < connections; client++) {
      const source = new EventSource(`${loopbackUrl(port)}/clients/${client}/stream`);
      source.onmessage = ({ data }) => void data;
      await once(source, "open");
    }
  },
  close: () => {},
});
