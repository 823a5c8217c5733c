/** Loads a service a slice at a time, in closed loop through our driver. */
import { monotonicNs } from "../../../src/clock.js";
import { type ClosedLoop, closedLoop } from "../../../src/generators/closed-loop.js";
import { drain } from "../../../src/generators/drain.js";
import { serve } from "../../../src/processes/channel.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import type { Driver, Observer } from "../../../src/transports/transport.js";
import { msToNs } from "../../../src/units.js";
import { bodies, type DriverParams, openDriver } from "./closed-loop.js";

const DRAIN = { quietMs: 1_000, limitMs: 5_000 };

let driver: Driver;
let loop: ClosedLoop;
let acked = 0;
let next = 0;

const observer: Observer = {
  ...silentObserver,
  acked(client) {
    acked++;
    loop.acked(client);
  },
  refused(_client, index, reason) {
    throw new Error(`event ${index} was refused: ${reason}`);
  },
  problem(reason) {
    throw new Error(reason);
  },
};

const methods = {
  async connect(params: DriverParams): Promise<void> {
    driver = await openDriver(params, observer);
    loop = closedLoop({
      clients: Array.from({ length: params.connections }, (_, client) => client),
      windowPerClient: 1,
      clock: monotonicNs,
      begin(client) {
        const index = next++ % bodies.length;
        driver.send(client, index, driver.prepare(client, index, bodies[index]!));
      },
    });
  },

  /** Returns how many events were acked. The service is idle again when it resolves. */
  async slice({ ms }: { ms: number }): Promise<number> {
    const before = acked;
    const endNs = monotonicNs() + msToNs(ms);
    loop.start(endNs);
    const settled = (): boolean => monotonicNs() >= endNs && driver.pending() === 0;
    if (!(await drain({ settled, progress: () => acked, ...DRAIN }))) throw new Error("the service went silent");
    return acked - before;
  },

  close: () => driver.close(),
};

export type SliceLoadMethods = typeof methods;

serve(methods);
