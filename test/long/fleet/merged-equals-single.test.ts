/** What several workers saw of a round, put together as a run does it, is what one process would have seen: bit for bit, where every time is injected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ApproachRun, type ApproachSetting } from "../../../src/bench/approach-run.js";
import { noObservations } from "../../../src/collectors/observations.js";
import { clientsOfSegment } from "../../../src/executors/segment.js";
import { FleetGenerator } from "../../../src/fleet/coordinator/fleet-generator.js";
import type { RemoteWorker } from "../../../src/fleet/coordinator/remote-worker.js";
import { SERVICE } from "../../../src/flow.js";
import type { SliceReport } from "../../../src/generators/generator.js";
import type { GeneratorMethods } from "../../../src/generators/generator-entry.js";
import { MachineActivity } from "../../../src/machine/machine-activity.js";
import type { ProcessSample } from "../../../src/machine/process-self.js";
import type { CalledProcess } from "../../../src/processes/called-process.js";
import type { SlicePlan } from "../../../src/processes/slice-plan.js";
import type { ServiceProcess } from "../../../src/services/service-process.js";
import { type DrawnRound, drawnRounds, scheduleOf, slicesOf, witnessOf } from "./drawn-round.js";

type Witness = ReturnType<typeof witnessOf>;
type Asked = { slice: SlicePlan; startNs: number };

const sampleOf = (cpuNs: number): ProcessSample => ({
  ...{ cpuNs, elapsedNs: 1e9, eventLoopUtilisation: 0.5, eventLoopDelayP99Ns: undefined },
  ...{ garbageCollections: 0, garbageCollectionNs: 0, rssBytes: 1 },
});

/** The answers of a process that plays these clients. What it counts is the sum of what each client would have. */
function answersOf(witness: Witness, clients: readonly number[]) {
  const sum = clients.reduce((total, client) => total + client + 1, 0);
  const wire = { bytesRead: 70 * sum, bytesWritten: 90 * sum, connectionsOpened: sum, connectionsOpen: clients.length };
  return (method: string, asked: unknown): unknown => {
    if (method === "prepare") return 1_000 * sum;
    if (method === "counters") return wire;
    if (method === "rest") return { observations: noObservations(), wire };
    assert.equal(method, "run");
    const { slice, startNs } = asked as Asked;
    const seen = witness(slice, new Set(clients), startNs);
    return { ...seen, sample: sampleOf(1e5 * sum), wire, settled: true } satisfies SliceReport;
  };
}

const never = new Promise<never>(() => {});

const processOf = (answer: ReturnType<typeof answersOf>): CalledProcess<GeneratorMethods> => ({
  death: never,
  call: async (method, params) => answer(method, params) as never,
  stop: async () => {},
});

/** The same on a host whose clock is that far ahead: it is told of times, and tells them, by its own clock. */
function workerOf(answer: ReturnType<typeof answersOf>, offsetNs: number): FleetGenerator {
  let readings = 0;
  const worker = {
    ...{ name: `ahead by ${offsetNs}`, hasOwnClock: true, isLost: false, death: never },
    hostClock: { read: async () => ({ offsetNs, boundNs: 0, atNs: ++readings * 1e9 }) },
    call: async (_: string, { method, params }: { method: string; params: unknown }) => answer(method, params),
  };
  return new FleetGenerator(worker as unknown as RemoteWorker);
}

function serviceOf(round: DrawnRound, witness: Witness, slices: readonly SlicePlan[]): ServiceProcess {
  let startNs = 0;
  let ended = 0;
  const service = {
    ...{ isOwn: round.byAck, isGroup: false, pid: 0, usage: () => async () => undefined, release: () => {} },
    async call(method: string, asked: unknown) {
      if (method === "begin") ({ startNs } = asked as Asked);
      if (method !== "end") return {}; // nobody asks for its memory
      const seen = witness(slices[ended++]!, new Set([SERVICE]), startNs);
      return { ...seen, sample: sampleOf(7e6), counters: {}, settled: true };
    },
  };
  return service as unknown as ServiceProcess;
}

/** The round as the result would have it, but for what is told of each generator by itself. */
async function played(round: DrawnRound, generatorsOf: (witness: Witness) => CalledProcess<GeneratorMethods>[]) {
  const schedule = scheduleOf(round);
  const slices = slicesOf(round, schedule);
  const witness = witnessOf(round, schedule, slices);
  const setting: ApproachSetting = {
    approach: {
      ...{ name: "drawn", transport: "webhook", config: {} },
      ...(round.byAck && { service: { url: "http://127.0.0.1:1" }, deliveriesBy: "acknowledgement" as const }),
    },
    topology: round.topology,
    template: "chat-message",
    schedules: { warmUp: schedule, measured: schedule },
    patience: { quietMs: 1, limitMs: 1 },
    ...{ withAcks: true, closedLoop: false, withoutEvents: false, generatorSpins: false, faults: [] },
    ...{ network: { roundTripMs: 0 }, watchesStalls: true, watchesJitter: true, journal: undefined, watch: undefined },
  };
  const nobody = { cpus: [], pids: [] };
  const activity = new MachineActivity({ services: nobody, generators: nobody });
  const run = new ApproachRun(setting, serviceOf(round, witness, slices), generatorsOf(witness), undefined, activity);
  for (const slice of slices) await run.runSlice(slice);
  await run.endMeasuring();
  const { generator, ...rest } = run.result(await run.connectionsOpened(), { blocks: 0, settled: false });
  run.stop();
  return { ...rest, generatorsCpuNs: generator.cpuNs, backlogEvents: generator.backlogEvents };
}

test("however a round is divided among workers, its figures are those of one process, to the bit", async () => {
  await fc.assert(
    fc.asyncProperty(
      drawnRounds,
      fc.array(fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }), { minLength: 1, maxLength: 4 }),
      async (round, offsetsNs) => {
        const { topology } = round;
        const everybody = Array.from({ length: topology.clients }, (_, client) => client);
        const single = await played(round, (witness) => [processOf(answersOf(witness, everybody))]);
        const merged = await played(round, (witness) =>
          offsetsNs.map((offsetNs, index) => {
            const clients = clientsOfSegment(topology, { index, count: offsetsNs.length });
            return workerOf(answersOf(witness, clients), offsetNs);
          }),
        );
        assert.deepEqual(merged, single);
        const { expected, delivered, lost, rejected, pending = 0, events } = merged.deliveries;
        assert.deepEqual([events, delivered + lost + rejected + pending], [round.events.length, expected]);
      },
    ),
    { numRuns: 150 },
  );
});
