/** A reference service as a run starts it, with the collectors of a run in some slices and without in others. */
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { ProcessSelf } from "../../../src/machine/process-self.js";
import { serve } from "../../../src/processes/channel.js";
import { type TransportName, transports } from "../../../src/transports/registry.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import type { Observer, Service } from "../../../src/transports/transport.js";
import { NS_PER_US } from "../../../src/units.js";
import { SECRET } from "./closed-loop.js";

export interface ObservedServiceParams {
  transport: TransportName;
  config: object;
  clients: number;
}

const recorder = new Recorder(monotonicNs);
const self = new ProcessSelf();
let current: Observer = silentObserver;

/** In one process, because two that run the same code differ by more than the collectors cost. */
const switched: Observer = {
  sent: (client, index) => current.sent(client, index),
  retried: (client, index) => current.retried(client, index),
  suppressed: (client, index) => current.suppressed(client, index),
  connected: (client, opening) => current.connected(client, opening),
  disconnected: (client) => current.disconnected(client),
  delivered: (client, index) => current.delivered(client, index),
  acked: (client, index) => current.acked(client, index),
  refused: (client, index, reason) => current.refused(client, index, reason),
  problem: (reason) => current.problem(reason),
};

let service: Service | undefined;
let cpu = process.cpuUsage();

const methods = {
  async start({ transport, config, clients }: ObservedServiceParams): Promise<number> {
    service = await transports[transport].startService({
      config: (await transports[transport].config()).parse(config) as never,
      topology: { flow: "ingest", clients, roomSize: 1 },
      guarantee: "at-least-once",
      secret: SECRET,
      observer: switched,
      port: 0,
    });
    return service.port;
  },

  /** A slice begins: as in a run, what is done about it is not the service's CPU. */
  begin({ collectors }: { collectors: boolean }): void {
    current = collectors ? recorder : silentObserver;
    if (collectors) self.begin();
    cpu = process.cpuUsage();
  },

  /** CPU ns since `begin`. */
  end(): number {
    const { user, system } = process.cpuUsage(cpu);
    if (current === recorder) {
      self.end();
      recorder.take();
    }
    return (user + system) * NS_PER_US;
  },

  close: () => service?.close(),
};

export type ObservedServiceMethods = typeof methods;

serve(methods);
