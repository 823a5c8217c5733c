/** Sends requests on 50 connections at a rate: through our webhook driver on a schedule, or with autocannon's -R. */
import autocannon from "autocannon";
import { monotonicNs } from "../../src/clock.js";
import { runOpenLoop } from "../../src/generators/open-loop.js";
import { startPacer } from "../../src/generators/pacing/registry.js";
import { loopbackUrl } from "../../src/loopback.js";
import type { PacingName } from "../../src/pacing.js";
import { serve } from "../../src/processes/channel.js";
import { transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";
import { msToNs } from "../../src/units.js";

const CONNECTIONS = 50;
const BODY = Buffer.alloc(300, "x");
const LEAD_NS = msToNs(50);

const methods = {
  /** Returns when the schedule's time 0 was. */
  async ours(request: { port: number; dueNs: Float64Array; pacing: PacingName }): Promise<{ startNs: number }> {
    const webhook = transports.webhook;
    const clients = Array.from({ length: CONNECTIONS }, (_, i) => i);
    const driver = await webhook.createDriver({
      config: (await webhook.config()).parse({ signature: "none" }),
      topology: { flow: "ingest", clients: CONNECTIONS, roomSize: 1 },
      guarantee: "at-least-once",
      secret: "",
      observer: silentObserver,
      endpoint: { url: loopbackUrl(request.port) },
      clients,
    });
    await driver.open();
    const pacer = startPacer(request.pacing, "generator");
    const startNs = monotonicNs() + LEAD_NS;
    const dueAtNs = request.dueNs.map((dueNs) => startNs + dueNs);
    await runOpenLoop(dueAtNs, pacer, monotonicNs, (event) => {
      const client = event % CONNECTIONS;
      driver.send(client, event, driver.prepare(client, event, BODY));
    });
    await driver.close();
    await pacer.close();
    return { startNs };
  },

  async autocannon(request: { port: number; perSecond: number; seconds: number }): Promise<{ startNs: number }> {
    const startNs = monotonicNs();
    await autocannon({
      url: `http://127.0.0.1:${request.port}`,
      method: "POST",
      body: BODY,
      connections: CONNECTIONS,
      overallRate: request.perSecond,
      duration: request.seconds,
      ignoreCoordinatedOmission: true,
      workers: 0,
    });
    return { startNs };
  },

  close: () => {},
};

export type ArrivalSourceMethods = typeof methods;

serve(methods);
