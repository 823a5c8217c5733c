/** What travels between the bench and its processes: schedules, lists of clients, and what was seen. */
import { fileURLToPath } from "node:url";
import type { RoundPlan } from "../../../src/bench/context.js";
import { clientsOfSegment, eventsOfSegment } from "../../../src/executors/segment.js";
import { type ScheduleShare, shareOf } from "../../../src/executors/share.js";
import type { Topology } from "../../../src/flow.js";
import type { GeneratorMethods } from "../../../src/generators/generator-entry.js";
import type { Methods } from "../../../src/processes/channel.js";
import type { Phase, SlicePlan } from "../../../src/processes/slice-plan.js";
import { WorkerProcess } from "../../../src/processes/worker-process.js";
import type { Cost } from "./cost.js";
import type { ObserverMethods } from "./observer-entry.js";
import type { Size } from "./workload.js";

export const GENERATORS = 2;
const CALL_MS = 120_000;

type CostOf = (work: () => unknown) => Promise<Cost>;

/** What each generator is told of the round. */
export function sharesOf({ schedules }: RoundPlan, topology: Topology): Record<Phase, ScheduleShare>[] {
  return Array.from({ length: GENERATORS }, (_, index) => {
    const clients = clientsOfSegment(topology, { index, count: GENERATORS });
    const share = (phase: Phase) => shareOf(schedules[phase], eventsOfSegment(schedules[phase], clients), false);
    return { warmUp: share("warmUp"), measured: share("measured") };
  });
}

/** The shares reach real generators. */
export function handedOver(plan: RoundPlan, topology: Topology, costOf: CostOf): Promise<Cost> {
  const entry = fileURLToPath(new URL("../../../src/generators/generator-entry.js", import.meta.url));
  return among<GeneratorMethods>(entry, GENERATORS, async (generators) => {
    await Promise.all(generators.map((one) => one.call("progress", { approach: "" }, CALL_MS).catch(() => {}))); // they have started
    const source = { template: "chat-message", seed: 1 } as const;
    return costOf(async () => {
      const shares = sharesOf(plan, topology);
      const load = (one: (typeof generators)[number], g: number) =>
        one.call("load", { source, shares: shares[g]!, pacing: "timers" }, CALL_MS);
      await Promise.all(generators.map(load));
    });
  });
}

/** Every client's number goes out, the place where it listens comes back and goes out again to the service. */
export function clientLists(clients: number, costOf: CostOf): Promise<Cost> {
  const all = Array.from({ length: clients }, (_, client) => client);
  return among<ObserverMethods>(OBSERVER, 1, async ([observer]) => {
    await observer!.call("open", [0], CALL_MS);
    return costOf(async () => {
      const subscribers = await observer!.call("open", all, CALL_MS);
      await observer!.call("subscribe", subscribers, CALL_MS);
      return subscribers;
    });
  });
}

/** What a generator saw comes back slice by slice. The time that it took to make it up is not counted. */
export function observationsTaken(size: Size, slices: readonly SlicePlan[], costOf: CostOf): Promise<Cost> {
  return among<ObserverMethods>(OBSERVER, 1, async ([observer]) => {
    await observer!.call("plan", size, CALL_MS);
    let madeSeconds = 0;
    const cost = await costOf(async () => {
      for (const slice of slices) madeSeconds += (await observer!.call("run", slice, CALL_MS)).madeSeconds;
    });
    return { ...cost, seconds: cost.seconds - madeSeconds };
  });
}

const OBSERVER = fileURLToPath(new URL("./observer-entry.js", import.meta.url));

async function among<M extends Methods>(
  entry: string,
  count: number,
  work: (processes: WorkerProcess<M>[]) => Promise<Cost>,
): Promise<Cost> {
  const processes = Array.from(
    { length: count },
    () => new WorkerProcess<M>({ name: entry, entry, cpus: [], diedCode: "generator-died" }),
  );
  try {
    return await work(processes);
  } finally {
    await Promise.all(processes.map((one) => one.stop()));
  }
}
