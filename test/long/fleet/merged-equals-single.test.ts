/** What several workers saw of a round, put together as a run does it, is what one process would have seen: bit for bit, where every time is injected. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ApproachRun, type ApproachSetting } from "../../../src/bench/approach-run.js";
import { monotonicNs } from "../../../src/clock.js";
import { noObservations } from "../../../src/collectors/observations.js";
import { clientsOfSegment } from "../../../src/executors/segment.js";
import { FleetRound } from "../../../src/fleet/coordinator/fleet-round.js";
import type { RemoteWorker } from "../../../src/fleet/coordinator/remote-worker.js";
import { SERVICE } from "../../../src/flow.js";
import type { SliceReport } from "../../../src/generators/generator.js";
import type { GeneratorMethods } from "../../../src/generators/generator-entry.js";
import { Histogram } from "../../../src/histogram.js";
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

/** When the slice under way began, by the coordinator's clock. */
interface Start {
  ns: number;
}

/** What a host's clock shows at a time of the coordinator's. */
type HostClock = (coordinatorNs: number) => number;

const sameClock: HostClock = (ns) => ns;
const aheadBy =
  (offsetNs: number): HostClock =>
  (ns) =>
    ns + offsetNs;
/** It is five seconds ahead, and runs 200 ppm too fast. */
const drifting: HostClock = (ns) => ns + 5e9 + 200e-6 * ns;

/** The answers of a process that plays these clients. What it counts is the sum of what each client would have. */
function answersOf(witness: Witness, clients: readonly number[], start: Start, clock: HostClock) {
  const sum = clients.reduce((total, client) => total + client + 1, 0);
  const wire = { bytesRead: 70 * sum, bytesWritten: 90 * sum, connectionsOpened: sum, connectionsOpen: clients.length };
  return (method: string, asked: unknown): unknown => {
    if (method === "prepare") return 1_000 * sum;
    if (method === "counters") return wire;
    if (method === "rest") return { observations: noObservations(), wire };
    assert.equal(method, "run");
    const { slice, startNs } = asked as Asked;
    assert.ok(Math.abs(startNs - clock(start.ns)) < 1e6, "it is told of the start as a time of its own clock");
    const seen = witness(slice, new Set(clients), (sinceStartNs) => clock(start.ns + sinceStartNs));
    return { ...seen, sample: sampleOf(1e5 * sum), wire, settled: true } satisfies SliceReport;
  };
}

const never = new Promise<never>(() => {});

const processOf = (answer: ReturnType<typeof answersOf>): CalledProcess<GeneratorMethods> => ({
  death: never,
  call: async (method, params) => answer(method, params) as never,
  stop: async () => {},
});

/** Of the two readings of a slice, the second is of so much later, as if the slice had taken its time. */
const AFTER_NS = 3e9;

/** The same on another host: it is told of times, and tells them, by that host's clock. */
function workerOf(answer: ReturnType<typeof answersOf>, clock: HostClock, name: string): RemoteWorker {
  let readings = 0;
  const worker = {
    ...{ name, hasOwnClock: true, isLost: false, death: never, card: {} },
    hostClock: {
      async read() {
        const atNs = monotonicNs() + (readings++ % 2) * AFTER_NS;
        return { offsetNs: clock(atNs) - atNs, boundNs: 0, atNs };
      },
    },
    call: async (_: string, { method, params }: { method: string; params: unknown }) => answer(method, params),
  };
  return worker as unknown as RemoteWorker;
}

function serviceOf(round: DrawnRound, witness: Witness, slices: readonly SlicePlan[], start: Start): ServiceProcess {
  let ended = 0;
  const service = {
    ...{ isOwn: round.byAck, isGroup: false, pid: 0, release: () => {} },
    ...{ watch: async () => {}, watched: async () => ({ rssMaxBytes: 0 }) },
    async call(method: string, asked: unknown) {
      if (method === "begin") start.ns = (asked as Asked).startNs;
      if (method !== "end") return {}; // nobody asks for its memory
      const seen = witness(slices[ended++]!, new Set([SERVICE]), (sinceStartNs) => start.ns + sinceStartNs);
      return { ...seen, sample: sampleOf(7e6), counters: {}, settled: true };
    },
  };
  return service as unknown as ServiceProcess;
}

interface Players {
  generators: CalledProcess<GeneratorMethods>[];
  /** Where they are on other machines. */
  hosts?: ApproachSetting["hosts"];
}
type PlayersOf = (witness: Witness, start: Start) => Players;

/** The round as the result would have it, but for what is told of each generator by itself. */
async function played(round: DrawnRound, playersOf: PlayersOf) {
  const schedule = scheduleOf(round);
  const slices = slicesOf(round, schedule);
  const witness = witnessOf(round, schedule, slices);
  const start: Start = { ns: 0 };
  const { generators, hosts } = playersOf(witness, start);
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
    hosts,
  };
  const nobody = { cpus: [], pids: [] };
  const activity = new MachineActivity({ services: nobody, generators: nobody });
  const service = serviceOf(round, witness, slices, start);
  const run = new ApproachRun(setting, service, generators, undefined, activity);
  for (const slice of slices) await run.runSlice(slice);
  await run.endMeasuring();
  const { generator, ...rest } = run.result(await run.connectionsOpened(), { blocks: 0, settled: false });
  run.stop();
  return { ...rest, generatorsCpuNs: generator.cpuNs, backlogEvents: generator.backlogEvents };
}

const byOneProcess = (round: DrawnRound) =>
  played(round, (witness, start) => {
    const everybody = Array.from({ length: round.topology.clients }, (_, client) => client);
    return { generators: [processOf(answersOf(witness, everybody, start, sameClock))] };
  });

/** A worker for each of the clocks. */
const byWorkers = (round: DrawnRound, clocks: readonly HostClock[]) =>
  played(round, (witness, start) => {
    const workers = clocks.map((clock, index) => {
      const clients = clientsOfSegment(round.topology, { index, count: clocks.length });
      return workerOf(answersOf(witness, clients, start, clock), clock, `w${index}`);
    });
    const elsewhere = new FleetRound(workers, undefined);
    const hosts = {
      lead: { ns: 0, took: () => {} },
      beginSlice: () => elsewhere.beginSlice(),
      endSlice: () => elsewhere.endSlice(),
    };
    return { generators: elsewhere.generators, hosts };
  });

test("however a round is divided among workers, its figures are those of one process, to the bit", async () => {
  const offsetsNs = fc.array(fc.integer({ min: -5e9, max: 5e9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(drawnRounds, offsetsNs, async (round, ahead) => {
      const [single, merged] = [await byOneProcess(round), await byWorkers(round, ahead.map(aheadBy))];
      assert.deepEqual(merged, single);
      const { expected, delivered, lost, rejected, pending = 0, events } = merged.deliveries;
      assert.deepEqual([events, delivered + lost + rejected + pending], [round.events.length, expected]);
    }),
    { numRuns: 150 },
  );
});

test("a clock that is five seconds ahead and runs 200 ppm too fast changes no count, and no time that can be seen", async () => {
  const quantiles = (histogram: string): number[] =>
    [0, 0.5, 0.9, 0.99, 1].map((quantile) => Histogram.decode(histogram).quantileNs(quantile) ?? 0);
  await fc.assert(
    fc.asyncProperty(drawnRounds, async (round) => {
      const [single, merged] = [await byOneProcess(round), await byWorkers(round, [drifting, sameClock])];
      assert.deepEqual(merged.deliveries, single.deliveries);
      for (const [name, histogram] of Object.entries(single.latency)) {
        if (name === "jitter") continue; // what arrives at the same moment has no order, and a rounded stamp makes one
        const shifted = quantiles(merged.latency[name as keyof typeof merged.latency]!);
        for (const [i, ns] of quantiles(histogram).entries())
          assert.ok(Math.abs(shifted[i]! - ns) <= 100 + 0.002 * ns, `${name}: ${shifted[i]} ns instead of ${ns} ns`);
      }
    }),
    { numRuns: 50 },
  );
});
