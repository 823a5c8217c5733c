/** One approach in one round: its service process, its collectors, and how one slice of it is run and taken in. */
import { BacklogCollector } from "../collectors/backlog.js";
import { ConnectsCollector } from "../collectors/connects.js";
import { FanOutCollector } from "../collectors/fan-out.js";
import { LatencyCollector } from "../collectors/latency.js";
import { Ledger } from "../collectors/ledger.js";
import { ProcessSum } from "../collectors/process-sum.js";
import { RecoveryCollector } from "../collectors/recovery.js";
import { ThroughputCollector } from "../collectors/throughput.js";
import { TimelineCollector } from "../collectors/timeline.js";
import { WireCollector } from "../collectors/wire-bytes.js";
import { envelopeOverheadBytes, type TemplateName, templates } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { Fault } from "../faults/registry.js";
import type { Topology } from "../flow.js";
import { wireIndex } from "../generators/event-encoder.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import { Histogram } from "../histogram.js";
import type { MachineActivity } from "../machine/machine-activity.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { Patience, Phase, SlicePlan } from "../processes/slice-plan.js";
import type { WorkerProcess } from "../processes/worker-process.js";
import type { NetworkSample } from "../result/fault-samples.js";
import {
  type ApproachRecord,
  type ApproachRound,
  addressOf,
  type CrossCheck,
  type IdleMemory,
  labelOf,
  type SliceSample,
  type WarmUp,
} from "../result/result.js";
import type { ServiceProcess } from "../services/service-process.js";
import { crossCheck } from "./cross-check.js";
import { generatorSample } from "./generator-sample.js";
import type { RelayProcess } from "./relay-process.js";
import type { SliceSummary } from "./run-events.js";
import { serviceSample } from "./service-sample.js";
import { type SliceOutcome, SliceRunner } from "./slice-runner.js";
import type { WarmUpBlock } from "./warm-up/warm-up-course.js";

const CALL_MS = 15_000;

export interface ApproachSetting {
  approach: ApproachRecord;
  topology: Topology;
  template: TemplateName;
  schedules: Record<Phase, Schedule>;
  patience: Patience;
  withAcks: boolean;
  closedLoop: boolean;
  generatorSpins: boolean;
  faults: readonly Fault[];
  network: NetworkConditions;
  /** Where the service keeps its journal, when a fault kills it. */
  journal: string | undefined;
}

export class ApproachRun {
  readonly setting: ApproachSetting;
  /** What the generators' calls and the messages to people call it. */
  readonly label: string;
  readonly service: ServiceProcess;
  readonly relay: RelayProcess | undefined;
  readonly #generators: readonly WorkerProcess<GeneratorMethods>[];
  readonly #runner: SliceRunner;
  readonly #latency = new LatencyCollector();
  readonly #fanOut = new FanOutCollector();
  readonly #throughput = new ThroughputCollector();
  readonly #timeline = new TimelineCollector();
  readonly #wire: WireCollector;
  readonly #ledgers: Record<Phase, Ledger>;
  readonly #backlog = new BacklogCollector();
  readonly #connects = new ConnectsCollector();
  readonly #recovery = new RecoveryCollector();
  readonly #activity: MachineActivity;
  readonly #serviceSum = new ProcessSum();
  readonly #generatorSums: readonly ProcessSum[];
  readonly #slices: SliceSample[] = [];
  #outsideCpuNs: number | undefined = 0;
  #sliceLatency = new Histogram();
  #idleCpuRatio: number | undefined;
  #crossCheck: CrossCheck | undefined;
  #afterSlices: { rssLoadedBytes: number; network: NetworkSample | undefined } | undefined;
  /** Before the first client connected, then idle after each stage of clients. */
  readonly #idleMemory: IdleMemory[] = [];

  constructor(
    setting: ApproachSetting,
    service: ServiceProcess,
    generators: readonly WorkerProcess<GeneratorMethods>[],
    relay: RelayProcess | undefined,
    activity: MachineActivity,
  ) {
    this.setting = setting;
    this.label = labelOf(addressOf(setting.approach));
    this.service = service;
    this.relay = relay;
    this.#generators = generators;
    this.#activity = activity;
    this.#generatorSums = generators.map(() => new ProcessSum());
    const { topology, schedules, template, closedLoop, patience, faults, network, journal } = setting;
    const [approach, flow] = [this.label, topology.flow];
    const process = { service, generators, relay, activity };
    this.#runner = new SliceRunner({ approach, flow, ...process, network, patience, faults, journal });
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
        this.#recovery,
      ]),
    };
  }

  /** Runs one slice to its end and takes in what all processes saw. */
  async runSlice(slice: SlicePlan): Promise<SliceSummary & WarmUpBlock> {
    const measured = slice.phase === "measured";
    if (measured && this.#slices.length === 0) await this.#beginMeasuring();
    const outcome = await this.#runner.run(slice);
    this.#sliceLatency = new Histogram();
    this.#timeline.beginSlice(outcome.run);
    const ledger = this.#ledgers[slice.phase];
    ledger.record(outcome.run, outcome.observations, outcome.owed);
    if (measured) this.#takeIn(outcome, ledger);
    const { reports, served, observations, owed } = outcome;
    return {
      ...addressOf(this.setting.approach),
      phase: slice.phase,
      deliveries: this.#sliceLatency.count,
      serviceCpuNs: served.sample.cpuNs,
      generatorCpuNs: reports.reduce((sum, { sample }) => sum + sample.cpuNs, 0),
      elapsedNs: served.sample.elapsedNs,
      lengthNs: slice.lengthNs,
      failed: owed.length > 0 || observations.some(({ refused }) => refused.index.length > 0),
      deliveriesPerSecond: (this.#sliceLatency.count / slice.lengthNs) * 1e9,
      latencyP50Ns: this.#sliceLatency.quantileNs(0.5),
      latencyP99Ns: this.#sliceLatency.quantileNs(0.99),
    };
  }

  /** What the warm-up reached, at its raised rate, is not the scenario's. */
  async #beginMeasuring(): Promise<void> {
    this.#runner.usage.rssMaxBytes = 0;
    await this.relay?.beginMeasuring();
  }

  #takeIn({ run, reports, served, usage, killed, observations, faults }: SliceOutcome, ledger: Ledger): void {
    this.#fanOut.endSlice();
    this.#throughput.endSlice(run);
    this.#backlog.endSlice(run);
    this.#timeline.endSlice(run, usage);
    this.#connects.endSlice(observations);
    if (faults.length > 0) this.#recovery.endSlice(run, faults, observations, ledger.missing());
    for (const { wire } of reports) this.#wire.endSlice(wire);
    this.#serviceSum.add(served.sample);
    for (const one of killed) this.#serviceSum.add(one);
    for (const [i, { sample }] of reports.entries()) this.#generatorSums[i]!.add(sample);
    this.#slices.push({ cpuNs: served.sample.cpuNs, delivered: this.#sliceLatency.count });
    this.#outsideCpuNs = usage && this.#outsideCpuNs !== undefined ? this.#outsideCpuNs + usage.cpuNs : undefined;
  }

  /** What the service costs with all clients connected and nothing to do; what measuring costs is in it. */
  async measureIdle(lengthNs: number): Promise<void> {
    this.#idleCpuRatio = await this.#runner.idleCpuRatio(lengthNs);
  }

  /** What is there after the last slice: before anybody else's load reaches service and relay. */
  async endMeasuring(): Promise<void> {
    const { rssBytes } = await this.service.call("memory", { settled: false });
    this.#afterSlices = { rssLoadedBytes: rssBytes, network: await this.relay?.sample() };
  }

  /** Lets autocannon saturate the same service at the same window. Only a reference service tells what it took of it. */
  async crossCheck(windowPerClient: number): Promise<void> {
    if (this.service.isOwn) return;
    const { approach, topology, patience } = this.setting;
    this.#crossCheck = await crossCheck({
      approach,
      inFlight: topology.clients * windowPerClient,
      generator: this.#generators[0]!,
      service: this.service,
      patience,
    });
  }

  /** Connections that the clients have with the service, opened by either side. */
  async connectionsOpened(): Promise<number> {
    const counters = await Promise.all(
      this.#generators.map((generator) => generator.call("counters", { approach: this.label }, CALL_MS)),
    );
    return counters.reduce((sum, { connectionsOpened }) => sum + connectionsOpened, 0);
  }

  /** Looks at what the service keeps with that many clients connected and nothing to do. */
  async measureIdleMemory(clients: number): Promise<void> {
    this.#idleMemory.push({ clients, ...(await this.service.call("memory", { settled: true })) });
  }

  /** The finished round of this approach. */
  result(connectionsOpenedBefore: number, warmUp: WarmUp): ApproachRound {
    const { windowNs, activeNs } = this.#throughput;
    const { rssLoadedBytes, network } = this.#afterSlices!;
    const { approach, topology, withAcks, closedLoop } = this.setting;
    const cpus = this.#activity.sample();
    const recovery = this.#recovery.sample();
    return {
      ...addressOf(approach),
      windowNs,
      activeNs,
      deliveries: this.#ledgers.measured.deliveries(withAcks),
      latency: { ...this.#latency.sample(!closedLoop), ...(topology.flow === "ingest" ? {} : this.#fanOut.sample()) },
      service: serviceSample(this.#serviceSum, {
        pid: this.service.pid,
        outsideCpuNs: this.#outsideCpuNs,
        ...(this.#idleCpuRatio !== undefined && { idleCpuRatio: this.#idleCpuRatio }),
        rssBeforeBytes: this.#idleMemory[0]!.rssBytes,
        rssIdleBytes: this.#idleMemory.at(-1)!.rssBytes,
        idleMemory: this.#idleMemory,
        rssLoadedBytes,
        rssMaxBytes: Math.max(this.#runner.usage.rssMaxBytes, rssLoadedBytes),
      }),
      ...(this.setting.faults.length === 0 && { slices: this.#slices }),
      generator: generatorSample({
        generators: this.#generatorSums,
        generatorSpins: this.setting.generatorSpins,
        service: this.#serviceSum,
        cpus,
        latency: this.#latency,
        throughput: this.#throughput,
        backlog: this.#backlog,
        slices: this.#slices.length,
        keepsDueTimes: !closedLoop && topology.flow !== "broadcast",
        withFaults: this.setting.faults.length > 0,
      }),
      ...(cpus === undefined ? {} : { cpus }),
      wire: {
        ...this.#wire.sample(connectionsOpenedBefore),
        connectionsBroken: this.#connects.broken,
        peakConnectsPerSecond: this.#connects.peakPerSecond,
      },
      timeline: this.#timeline.points(),
      ...(recovery === undefined ? {} : { recovery }),
      ...(network === undefined ? {} : { network }),
      ...(this.#crossCheck === undefined ? {} : { crossCheck: this.#crossCheck }),
      warmUp,
    };
  }

  stop(): void {
    this.#runner.stop();
  }
}
