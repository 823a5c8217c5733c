/** Our clients, which receive events over streams for ever: each is stamped and kept as in a run. */
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { serve } from "../../../src/processes/channel.js";
import { transports } from "../../../src/transports/registry.js";
import { type LoadParams, SECRET, TAKE_EVERY_MS } from "./closed-loop.js";
import { origin } from "./peers.js";

serve({
  async start({ connections, ...sink }: LoadParams): Promise<void> {
    const { config, createDriver } = transports.sse;
    const recorder = new Recorder(monotonicNs);
    const driver = await createDriver({
      config: (await config()).parse({}),
      topology: { flow: "broadcast", clients: connections, roomSize: 1 },
      guarantee: "at-most-once",
      secret: SECRET,
      observer: recorder,
      endpoint: { url: origin("http", sink) },
      ...(sink.tls && { tls: sink.tls }),
      clients: Array.from({ length: connections }, (_, client) => client),
    });
    setInterval(() => recorder.take(), TAKE_EVERY_MS);
    await driver.open();
  },
  close: () => {},
});
