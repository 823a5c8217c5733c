/** A reference service as a run starts it, with the collectors of a run or without any. */
import { monotonicNs } from "../../../src/clock.js";
import { ProcessSelf } from "../../../src/collectors/process-self.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { serve } from "../../../src/generators/channel.js";
import { type TransportName, transports } from "../../../src/transports/registry.js";
import type { Observer, Service } from "../../../src/transports/transport.js";
import { NS_PER_US } from "../../../src/units.js";
import { SECRET } from "./closed-loop.js";

export interface ObservedServiceParams {
  transport: TransportName;
  config: object;
  clients: number;
  collectors: boolean;
}

const silent: Observer = { sent() {}, delivered() {}, acked() {}, refused() {}, problem() {} };

let recorder: Recorder | undefined;
let self: ProcessSelf | undefined;
let service: Service | undefined;
let cpu = process.cpuUsage();

const methods = {
  async start({ transport, config, clients, collectors }: ObservedServiceParams): Promise<number> {
    if (collectors) {
      recorder = new Recorder(monotonicNs);
      self = new ProcessSelf();
    }
    service = await transports[transport].startService({
      config: (await transports[transport].config()).parse(config) as never,
      topology: { flow: "ingest", clients, roomSize: 1 },
      guarantee: "at-least-once",
      secret: SECRET,
      observer: recorder ?? silent,
      port: 0,
    });
    return service.port;
  },

  /** A slice begins: as in a run, what is done about it is not the service's CPU. */
  begin(): void {
    recorder?.take();
    self?.begin();
    cpu = process.cpuUsage();
  },

  /** CPU ns since `begin`. */
  end(): number {
    const { user, system } = process.cpuUsage(cpu);
    self?.end();
    recorder?.take();
    return (user + system) * NS_PER_US;
  },

  close: () => service?.close(),
};

export type ObservedServiceMethods = typeof methods;

serve(methods);
