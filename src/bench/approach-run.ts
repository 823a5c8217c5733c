/** One approach in one round: its service process, its collectors, and how one slice of it is run and taken in. */

import { setTimeout } from "node:timers/promises";
import { monotonicNs } from "../clock.js";
import { BacklogCollector } from "../collectors/backlog.js";
import { FanOutCollector } from "../collectors/fan-out.js";
import { LatencyCollector } from "../collectors/latency.js";
import { Ledger, type SliceRun } from "../collectors/ledger.js";
import type { MachineActivity } from "../collectors/machine-activity.js";
import { ProcessSum } from "../collectors/process-sum.js";
import { UsageWatch } from "../collectors/process-usage.js";
import { ThroughputCollector } from "../collectors/throughput.js";
import { TimelineCollector } from "../collectors/timeline.js";
import { WireCollector } from "../collectors/wire-bytes.js";
import { envelopeOverheadBytes, type TemplateName, templates } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { Topology } from "../flow.js";
import { wireIndex } from "../generators/event-encoder.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { Patience, Phase, SlicePlan } from "../generators/slice.js";
import { Histogram } from "../histogram.js";
import type { ApproachRecord, ApproachRound, CrossCheck, ServiceSample } from "../result.js";
import { msToNs, NS_PER_MS, nsToMs } from "../units.js";
import { generatorSample } from "./generator-sample.js";
import type { ServiceMethods } from "./service-entry.js";
import type { WorkerProcess } from "./worker-process.js";

/** From the last preparation to the first due event: enough for every process to be waiting. */
const LEAD_NS = msToNs(30);
/** How often the service's memory is looked at during a slice. */
const USAGE_EVERY_MS = 250;
const CALL_MS = 15_000;
/** autocannon takes whole seconds. */
const CROSS_CHECK_SECONDS = 2;

export interface ApproachSetting {
  approach: ApproachRecord;
  topology: Topology;
  template: TemplateName;
  schedules: Record<Phase, Schedule>;
  patience: Patience;
  withAcks: boolean;
  closedLoop: boolean;
  generatorSpins: boolean;
}

/** What the progress line shows of a slice. */
export interface SliceSummary {
  approach: string;
  phase: Phase;
  deliveriesPerSecond: number;
  latencyP50Ns: number | undefined;
  latencyP99Ns: number | undefined;
}

export class ApproachRun {
  readonly setting: ApproachSetting;
  readonly service: WorkerProcess<ServiceMethods>;
  readonly #generators: readonly WorkerProcess<GeneratorMethods>[];
  readonly #usage: UsageWatch;
  readonly #latency = new LatencyCollector();
  readonly #fanOut = new FanOutCollector();
  readonly #throughput = new ThroughputCollector();
  readonly #timeline = new TimelineCollector();
  readonly #wire: WireCollector;
  readonly #ledgers: Record<Phase, Ledger>;
  readonly #backlog = new BacklogCollector();
  readonly #activity: MachineActivity;
  readonly #serviceSum = new ProcessSum();
  readonly #generatorSums: readonly ProcessSum[];
  #slices = 0;
  #outsideCpuNs: number | undefined = 0;
  #sliceLatency = new Histogram();
  #idleCpuRatio = 0;
  #crossCheck: CrossCheck | undefined;
  rssBeforeBytes = 0;
  rssIdleBytes = 0;

  constructor(
    setting: ApproachSetting,
    service: WorkerProcess<ServiceMethods>,
    generators: readonly WorkerProcess<GeneratorMethods>[],
    activity: MachineActivity,
  ) {
    this.setting = setting;
    this.service = service;
    this.#generators = generators;
    this.#activity = activity;
    this.#generatorSums = generators.map(() => new ProcessSum());
    this.#usage = new UsageWatch(service.pid);
    const { topology, schedules, template, closedLoop } = setting;
    const sizes = schedules.measured.payloadBytes;
    const [overheadBytes, leastBytes] = [envelopeOverheadBytes(template), templates[template].minBytes];
    const bodyBytes = (event: number): number => overheadBytes + Math.max(leastBytes, sizes[event % sizes.length]!);
    this.#wire = new WireCollector(topology.flow, bodyBytes);
    const slice = {
      delivered: (
        _event: number,
        _recipient: number,
        dueNs: number,
        _sentNs: number | undefined,
        deliveredNs: number,
      ) => this.#sliceLatency.record(deliveredNs - dueNs),
    };
    const ledger = (phase: Phase, listeners: ConstructorParameters<typeof Ledger>[1]) =>
      new Ledger(
        {
          topology,
          closedLoop,
          dueNs: schedules[phase].dueNs,
          senders: schedules[phase].sender,
          firstIndex: wireIndex(phase, 0),
        },
        listeners,
      );
    this.#ledgers = {
      warmUp: ledger("warmUp", [slice]),
      measured: ledger("measured", [
        slice,
        this.#latency,
        this.#fanOut,
        this.#throughput,
        this.#timeline,
        this.#wire,
        this.#backlog,
      ]),
    };
  }

  /** Runs one slice to its end and takes in what all processes saw. */
  async runSlice(slice: SlicePlan): Promise<SliceSummary> {
    const { approach, topology, patience } = this.setting;
    const measured = slice.phase === "measured";
    const sliceMs = slice.lengthNs / NS_PER_MS;
    const request = { approach: approach.name, slice };
    await Promise.all(this.#generators.map((generator) => generator.call("prepare", request, CALL_MS + sliceMs)));
    if (measured) this.#activity.begin();
    const startNs = monotonicNs() + LEAD_NS;
    await this.service.call("begin", { startNs }, CALL_MS);
    await this.#usage.begin(USAGE_EVERY_MS);
    const publishing =
      topology.flow === "broadcast" ? this.service.call("publish", { slice, startNs }, sliceMs + CALL_MS) : undefined;
    const limitMs = sliceMs + patience.limitMs + CALL_MS;
    const reports = await Promise.all(
      this.#generators.map((generator) => generator.call("run", { ...request, startNs, patience }, limitMs)),
    );
    await publishing;
    const begun = reports.reduce((sum, { observations }) => sum + observations.begun.index.length, 0);
    const refused = reports.reduce((sum, { observations }) => sum + observations.refused.index.length, 0);
    const served = await this.service.call(
      "end",
      { expectedDeliveries: topology.flow === "ingest" ? begun - refused : 0, patience },
      patience.limitMs + CALL_MS,
    );
    if (measured) this.#activity.end();
    const usage = await this.#usage.end();

    const run: SliceRun = {
      startNs,
      offsetNs: slice.offsetNs,
      lengthNs: slice.lengthNs,
      from: slice.from,
      to: slice.to,
    };
    this.#sliceLatency = new Histogram();
    this.#timeline.beginSlice(run);
    this.#ledgers[slice.phase].record(
      run,
      [...reports, served].map(({ observations }) => observations),
    );
    if (measured) {
      this.#fanOut.endSlice();
      this.#throughput.endSlice(run);
      this.#backlog.endSlice(run);
      this.#timeline.endSlice(run, usage && { ...usage, elapsedNs: served.sample.elapsedNs });
      for (const { wire } of reports) this.#wire.endSlice(wire);
      this.#serviceSum.add(served.sample);
      for (const [i, { sample }] of reports.entries()) this.#generatorSums[i]!.add(sample);
      this.#slices++;
      this.#outsideCpuNs = usage && this.#outsideCpuNs !== undefined ? this.#outsideCpuNs + usage.cpuNs : undefined;
    }
    return {
      approach: approach.name,
      phase: slice.phase,
      deliveriesPerSecond: (this.#sliceLatency.count / slice.lengthNs) * 1e9,
      latencyP50Ns: this.#sliceLatency.quantileNs(0.5),
      latencyP99Ns: this.#sliceLatency.quantileNs(0.99),
    };
  }

  /** What the service costs with all clients connected and nothing to do; what measuring costs is in it. */
  async measureIdle(lengthNs: number): Promise<void> {
    const startNs = monotonicNs() + LEAD_NS;
    await this.service.call("begin", { startNs }, CALL_MS);
    await setTimeout(nsToMs(LEAD_NS + lengthNs));
    const { patience } = this.setting;
    const { sample } = await this.service.call("end", { expectedDeliveries: 0, patience }, patience.limitMs + CALL_MS);
    this.#idleCpuRatio = sample.cpuNs / sample.elapsedNs;
  }

  /** Lets autocannon saturate the same service at the same window. It knows only webhooks that keep their connections. */
  async crossCheck(windowPerClient: number): Promise<void> {
    const { approach, topology, patience } = this.setting;
    if (approach.transport !== "webhook" || approach.config.connection !== "keep-alive") return;
    const [generator] = this.#generators;
    await generator!.call("crossCheck", { approach: approach.name, seconds: 1 }, CALL_MS); // its own warm-up
    await this.service.call("begin", { startNs: monotonicNs() }, CALL_MS);
    const { requestsPerSecond, failed } = await generator!.call(
      "crossCheck",
      { approach: approach.name, seconds: CROSS_CHECK_SECONDS },
      CALL_MS,
    );
    const served = await this.service.call("end", { expectedDeliveries: 0, patience }, patience.limitMs + CALL_MS);
    const { cpuNs, elapsedNs } = served.sample;
    this.#crossCheck = {
      requestsPerSecond,
      inFlight: topology.clients * windowPerClient,
      serviceCpuNsPerRequest: cpuNs / served.observations.delivered.index.length,
      serviceCpuRatio: cpuNs / elapsedNs,
      failed,
    };
  }

  /** Connections that the clients have with the service, opened by either side. */
  async connectionsOpened(): Promise<number> {
    const counters = await Promise.all(
      this.#generators.map((generator) =>
        generator.call("counters", { approach: this.setting.approach.name }, CALL_MS),
      ),
    );
    return counters.reduce((sum, { connectionsOpened }) => sum + connectionsOpened, 0);
  }

  async rssBytes({ settled }: { settled: boolean }): Promise<number> {
    return (await this.service.call("memory", { settled }, CALL_MS)).rssBytes;
  }

  /** The finished round of this approach. */
  async result(connectionsOpenedBefore: number, warmUp: ApproachRound["warmUp"]): Promise<ApproachRound> {
    const { windowNs, activeNs } = this.#throughput;
    const rssLoadedBytes = await this.rssBytes({ settled: false });
    const { approach, topology, withAcks, closedLoop } = this.setting;
    const cpus = this.#activity.sample();
    return {
      approach: approach.name,
      windowNs,
      activeNs,
      deliveries: this.#ledgers.measured.deliveries(withAcks),
      latency: { ...this.#latency.sample(!closedLoop), ...(topology.flow === "ingest" ? {} : this.#fanOut.sample()) },
      service: this.#serviceSample(rssLoadedBytes),
      generator: generatorSample({
        generators: this.#generatorSums,
        generatorSpins: this.setting.generatorSpins,
        service: this.#serviceSum,
        cpus,
        latency: this.#latency,
        throughput: this.#throughput,
        backlog: this.#backlog,
        slices: this.#slices,
        keepsDueTimes: !closedLoop && topology.flow !== "broadcast",
      }),
      ...(cpus === undefined ? {} : { cpus }),
      wire: this.#wire.sample(connectionsOpenedBefore),
      timeline: this.#timeline.points(),
      ...(this.#crossCheck === undefined ? {} : { crossCheck: this.#crossCheck }),
      warmUp,
    };
  }

  #serviceSample(rssLoadedBytes: number): ServiceSample {
    const sum = this.#serviceSum;
    return {
      pid: this.service.pid,
      cpuNs: sum.cpuNs,
      ...(this.#outsideCpuNs === undefined ? {} : { outsideCpuNs: this.#outsideCpuNs }),
      idleCpuRatio: this.#idleCpuRatio,
      rssBeforeBytes: this.rssBeforeBytes,
      rssIdleBytes: this.rssIdleBytes,
      rssLoadedBytes,
      rssMaxBytes: Math.max(this.#usage.rssMaxBytes, rssLoadedBytes),
      eventLoopUtilisation: sum.eventLoopUtilisation,
      ...(sum.worstDelayP99Ns === undefined ? {} : { eventLoopDelayP99Ns: sum.worstDelayP99Ns }),
      garbageCollections: sum.garbageCollections,
      garbageCollectionNs: sum.garbageCollectionNs,
    };
  }

  stopWatching(): void {
    this.#usage.stop();
  }
}
