/** The other end of a run's channels: it answers with as much as a generator does, and plays nothing. */
import { planOfRound } from "../../../src/bench/run-schedules.js";
import type { Observations } from "../../../src/collectors/observations.js";
import type { Schedule } from "../../../src/executors/schedule.js";
import { serve } from "../../../src/processes/channel.js";
import type { SlicePlan } from "../../../src/processes/slice-plan.js";
import { seededRandom } from "../../../src/random.js";
import type { Subscriber } from "../../../src/transports/transport.js";
import { observedSlice } from "./observed-slice.js";
import { type Size, scenarioOf, topologyOf } from "./workload.js";

let planned: { schedule: Schedule; topology: ReturnType<typeof topologyOf> } | undefined;
const random = seededRandom(1, "what was seen");

const methods = {
  async plan(size: Size): Promise<void> {
    const scenario = await scenarioOf(size);
    const topology = topologyOf(scenario);
    planned = { schedule: planOfRound(scenario, topology, 1).schedules.measured, topology };
  },
  /** What was seen of a slice, and how long it took to make that up. */
  run(slice: SlicePlan): { observations: Observations; madeSeconds: number } {
    const began = performance.now();
    const { generator, service } = observedSlice({ ...planned!, slice, startNs: 0 }, random);
    const observations =
      generator.delivered.index.length > 0 ? generator : { ...generator, delivered: service.delivered };
    return { observations, madeSeconds: (performance.now() - began) / 1e3 };
  },
  open: (clients: number[]): Subscriber[] =>
    clients.map((client) => ({ client, url: `http://127.0.0.7:${10_000 + (client % 50_000)}` })),
  subscribe: (_subscribers: Subscriber[]): void => {},
  close: (): void => {},
};

export type ObserverMethods = typeof methods;

serve(methods);
