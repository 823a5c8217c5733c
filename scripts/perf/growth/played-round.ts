/**
 * A round as the bench plays it, with processes that answer at once with what they would have seen: the bench's own part of it,
 * without sockets and without waiting.
 */
import { ApproachRun } from "../../../src/bench/approach-run.js";
import type { RoundPlan } from "../../../src/bench/context.js";
import { slicesOf } from "../../../src/bench/slices.js";
import type { GeneratorMethods } from "../../../src/generators/generator-entry.js";
import { MachineActivity } from "../../../src/machine/machine-activity.js";
import type { ProcessSample } from "../../../src/machine/process-self.js";
import type { CalledProcess } from "../../../src/processes/called-process.js";
import type { SlicePlan } from "../../../src/processes/slice-plan.js";
import { seededRandom } from "../../../src/random.js";
import type { ApproachRecord, Round } from "../../../src/result/result.js";
import type { Scenario } from "../../../src/scenario/load.js";
import type { ServedProcess } from "../../../src/services/served-process.js";
import type { ServiceMethods } from "../../../src/services/service-entry.js";
import { ServiceProcess } from "../../../src/services/service-process.js";
import { type ObservedSlice, observedSlice } from "./observed-slice.js";
import { topologyOf } from "./workload.js";

/** A slice of a second in which nothing was busy. */
const SAMPLE: ProcessSample = {
  cpuNs: 300e6,
  elapsedNs: 1e9,
  eventLoopUtilisation: 0.3,
  eventLoopDelayP99Ns: 1e6,
  garbageCollections: 2,
  garbageCollectionNs: 2e6,
  rssBytes: 80e6,
};
const COUNTERS = { bytesRead: 1e6, bytesWritten: 1e6, connectionsOpened: 0, connectionsOpen: 0 };
const NOT_BUSY = { read: () => "cpu0 0 0 0 100 0 0 0 0\n", benchCpuNs: () => 0, nowNs: () => 0 };

export interface PlayedSlices {
  round: Round;
  /** How long it took to make what was seen, which is no part of what the bench does. */
  madeNs: number;
}

/** Plays all slices of a round, each approach after the other in each of them. `afterSlice` is told how many blocks are done. */
export async function playedRound(
  scenario: Scenario,
  plan: RoundPlan,
  approaches: readonly ApproachRecord[] = scenario.approaches,
  afterBlock: (done: number) => void = () => {},
): Promise<PlayedSlices> {
  const made = { ns: 0 };
  const runs = approaches.map((approach, i) => approachRun(scenario, plan, approach, made, i));
  for (const run of runs) await run.measureIdleMemory(0);
  for (const run of runs) await run.measureIdleMemory(scenario.clients);
  const { measureSeconds, sliceSeconds } = scenario.run;
  const slices = slicesOf(plan.schedules.measured, "measured", measureSeconds, sliceSeconds);
  for (const [block, slice] of slices.entries()) {
    for (const run of runs) await run.runSlice(slice);
    afterBlock(block + 1);
  }
  for (const run of runs) await run.endMeasuring();
  const rounds = runs.map((run) => run.result(scenario.clients, { blocks: 8, settled: true }));
  for (const run of runs) run.stop();
  const startedAtMs = Date.UTC(2026, 0, 1) + plan.number * 3_600e3;
  const endedAtMs = startedAtMs + measureSeconds * 1e3 * approaches.length;
  return { round: { number: plan.number, startedAtMs, endedAtMs, approaches: rounds }, madeNs: made.ns };
}

function approachRun(
  scenario: Scenario,
  plan: RoundPlan,
  approach: ApproachRecord,
  made: { ns: number },
  which: number,
): ApproachRun {
  const topology = topologyOf(scenario);
  const { schedules } = plan;
  const random = seededRandom(plan.number * 16 + which, "what was seen");
  let seen: ObservedSlice | undefined;
  const see = (slice: SlicePlan, startNs: number): ObservedSlice => {
    const began = performance.now();
    seen = observedSlice({ schedule: schedules[slice.phase], topology, slice, startNs }, random);
    made.ns += (performance.now() - began) * 1e6;
    return seen;
  };
  const rest = observedSlice({ schedule: schedules.measured, topology, slice: NO_SLICE, startNs: 0 }, random);
  const generator = answering<GeneratorMethods>({
    prepare: () => 1e6,
    run: ({ slice, startNs }: { slice: SlicePlan; startNs: number }) => ({
      observations: see(slice, startNs).generator,
      ...{ sample: SAMPLE, wire: COUNTERS, settled: true, outstanding: [] },
    }),
    rest: () => ({ observations: rest.generator, wire: COUNTERS }),
  });
  const service = answering<ServiceMethods>({
    begin: () => undefined,
    memory: () => ({ rssBytes: 60e6 + which * 1e6, heldBytes: 10e6 }),
    end: () => ({
      observations: seen!.service,
      ...{ sample: SAMPLE, counters: COUNTERS, settled: true, outstanding: [] },
    }),
  });
  const activity = new MachineActivity({ services: NOBODY, generators: NOBODY }, NOT_BUSY);
  return new ApproachRun(
    {
      ...{
        approach,
        topology,
        schedules,
        closedLoop: false,
        withoutEvents: false,
        watchesStalls: false,
        generatorSpins: false,
        withAcks: true,
      },
      template: scenario.payload.template as never,
      patience: { quietMs: 1, limitMs: 1 },
      ...{ faults: [], network: { roundTripMs: 0 }, journal: undefined, watch: undefined },
    },
    new ServiceProcess(approach, () => service),
    [generator],
    undefined,
    activity,
  );
}

const NOBODY = { cpus: [], pids: [] };
const NO_SLICE: SlicePlan = { phase: "measured", offsetNs: 0, lengthNs: 0, from: 0, to: 0 };

/** A process that answers these calls at once. */
const answering = <M extends GeneratorMethods | ServiceMethods>(
  // biome-ignore lint/suspicious/noExplicitAny: each call has parameters of its own
  methods: Partial<Record<keyof M, (params: any) => unknown>>,
): CalledProcess<M> & ServedProcess =>
  ({
    pid: process.pid,
    watch: async () => {},
    watched: async () => ({ usage: { cpuNs: 0, rssBytes: 60e6 }, rssMaxBytes: 60e6 }),
    keptBeside: async () => ({}),
    async call(method: keyof M, params: unknown) {
      return methods[method]!(params);
    },
  }) as unknown as CalledProcess<M> & ServedProcess;
