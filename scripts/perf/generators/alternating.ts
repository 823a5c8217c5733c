/** Loads services of one transport in turn, a slice at a time, in closed loop through our driver. */
import { monotonicNs } from "../../../src/clock.js";
import { serve } from "../../../src/generators/channel.js";
import { type ClosedLoop, closedLoop } from "../../../src/generators/closed-loop.js";
import { drain } from "../../../src/generators/drain.js";
import type { Driver } from "../../../src/transports/transport.js";
import { msToNs } from "../../../src/units.js";
import { bodies, type DriverParams, openDriver } from "./closed-loop.js";

const DRAIN = { quietMs: 1_000, limitMs: 5_000 };

interface Side {
  driver: Driver;
  loop: ClosedLoop;
  acked: number;
}

const sides: Side[] = [];

const methods = {
  /** Adds a service. */
  async connect(params: DriverParams): Promise<void> {
    const side: Partial<Side> = { acked: 0 };
    side.driver = await openDriver(params, {
      sent() {},
      delivered() {},
      acked(client) {
        side.acked!++;
        side.loop!.acked(client);
      },
      refused(_client, index, reason) {
        throw new Error(`event ${index} was refused: ${reason}`);
      },
      problem(reason) {
        throw new Error(reason);
      },
    });
    let next = 0;
    side.loop = closedLoop({
      clients: Array.from({ length: params.connections }, (_, client) => client),
      windowPerClient: 1,
      clock: monotonicNs,
      begin(client) {
        const index = next++ % bodies.length;
        side.driver!.send(client, index, side.driver!.encode(client, index, bodies[index]!));
      },
    });
    sides.push(side as Side);
  },

  /** Returns how many events were acked. The service is idle again when it resolves. */
  async slice({ side: number, ms }: { side: number; ms: number }): Promise<number> {
    const side = sides[number]!;
    const before = side.acked;
    const endNs = monotonicNs() + msToNs(ms);
    side.loop.start(endNs);
    const settled = (): boolean => monotonicNs() >= endNs && side.driver.pending() === 0;
    if (!(await drain({ settled, progress: () => side.acked, ...DRAIN }))) throw new Error("the service went silent");
    return side.acked - before;
  },

  async close(): Promise<void> {
    await Promise.all(sides.map(({ driver }) => driver.close()));
  },
};

export type AlternatingMethods = typeof methods;

serve(methods);
