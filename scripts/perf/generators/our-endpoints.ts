/** Our subscribers' endpoints, recording as in a run. */
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { SECRET, TAKE_EVERY_MS } from "./closed-loop.js";

serve({
  async start({ subscribers, tls }: { subscribers: number; tls?: Security }): Promise<string[]> {
    const recorder = new Recorder(monotonicNs);
    const driver = await createDriver({
      config: config.parse({ signature: "none" }),
      topology: { flow: "broadcast", clients: subscribers, roomSize: 1 },
      guarantee: "at-least-once",
      secret: SECRET,
      observer: recorder,
      endpoint: { url: loopbackUrl(0) },
      ...(tls && { tls }),
      clients: Array.from({ length: subscribers }, (_, client) => client),
    });
    await driver.open();
    setInterval(() => recorder.take(), TAKE_EVERY_MS);
    return driver.subscribers().map(({ url }) => url);
  },
  close: () => {},
});
