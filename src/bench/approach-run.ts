/** One approach in one round: its service process, its collectors, and how one slice of it is played and taken in. */
import { collectorsOf, type Judged } from "../collectors/all.js";
import { type Collector, merged, type RoundPart } from "../collectors/collector.js";
import { Ledger } from "../collectors/ledger.js";
import { SliceLatencyCollector } from "../collectors/slice-latency.js";
import { envelopeOverheadBytes, type TemplateName, templates } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { Fault } from "../faults/registry.js";
import type { Topology } from "../flow.js";
import { wireIndex } from "../generators/event-encoder.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { MachineActivity } from "../machine/machine-activity.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { Patience, Phase, SlicePlan } from "../processes/slice-plan.js";
import type { RemoteWatch } from "../remote/watch.js";
import type { NetworkSample } from "../result/fault-samples.js";
import {
  type ApproachRecord,
  type ApproachRound,
  addressOf,
  type ConnectingSample,
  type CrossCheck,
  countedBy,
  type DeliveriesBy,
  type IdleMemory,
  labelOf,
  type WarmUp,
  type WireSample,
} from "../result/result.js";
import { isMeasured, isStarted } from "../result/service-source.js";
import type { ServiceProcess } from "../services/service-process.js";
import { idleMemoryOf } from "./connecting/idle-memory.js";
import { CpusOfRun } from "./cpus-of-run.js";
import { crossCheck } from "./cross-check.js";
import { seenDeliveries } from "./deliveries-by.js";
import { generatorSample } from "./generator-sample.js";
import type { RelayProcess } from "./relay-process.js";
import type { SliceSummary } from "./run-events.js";
import { type OtherHosts, type SliceOutcome, SliceRunner } from "./slice-runner.js";
import type { WarmUpBlock } from "./warm-up/warm-up-course.js";

const CALL_MS = 15_000;

export interface ApproachSetting {
  approach: ApproachRecord;
  topology: Topology;
  template: TemplateName;
  schedules: Record<Phase, Schedule>;
  patience: Patience;
  /** Whether senders see what was acknowledged. */
  withAcks: boolean;
  closedLoop: boolean;
  /** Whether the run measures idle clients. */
  withoutEvents: boolean;
  generatorSpins: boolean;
  faults: readonly Fault[];
  network: NetworkConditions;
  /** Where its processes are. Absent: here. */
  hosts?: OtherHosts | undefined;
  watchesStalls?: boolean | undefined;
  watchesJitter?: boolean | undefined;
  /** The file of the service's journal, when a fault needs one. */
  journal: string | undefined;
  /** Told of every slice, and breaks the run off when a target beyond this machine gives nothing but errors. */
  watch: RemoteWatch | undefined;
}

export class ApproachRun {
  readonly setting: ApproachSetting;
  /** The approach's name in calls to generators and in messages to people. */
  readonly label: string;
  readonly service: ServiceProcess;
  readonly relay: RelayProcess | undefined;
  readonly #generators: readonly CalledProcess<GeneratorMethods>[];
  readonly #runner: SliceRunner;
  readonly #ledgers: Record<Phase, Ledger>;
  readonly #sliceLatency = new SliceLatencyCollector();
  readonly #collectors: readonly Collector[];
  readonly #judged: Judged;
  readonly #cpus: CpusOfRun;
  readonly #by: DeliveriesBy;
  /** Whether CPU and memory of the service can be read. */
  readonly #isMeasured: boolean;
  #idleCpuRatio: number | undefined;
  #crossCheck: CrossCheck | undefined;
  /** What was found out about its connections when the clients had theirs. */
  connections: Pick<WireSample, "connection" | "oneHandshake"> = {};
  /** How they connected. */
  connecting: ConnectingSample | undefined;
  #afterSlices: { rssLoadedBytes: number | undefined; network: NetworkSample | undefined } | undefined;
  /** The memory before the first client connected, and then after each stage of clients. */
  readonly #idleMemory: IdleMemory[] = [];

  constructor(
    setting: ApproachSetting,
    service: ServiceProcess,
    generators: readonly CalledProcess<GeneratorMethods>[],
    relay: RelayProcess | undefined,
    activity: MachineActivity,
  ) {
    this.setting = setting;
    this.label = labelOf(addressOf(setting.approach));
    this.service = service;
    this.relay = relay;
    this.#generators = generators;
    this.#cpus = new CpusOfRun(activity, setting.approach.service, setting.schedules.measured.dueNs);
    const { topology, schedules, template, closedLoop, patience, faults, network, journal, withAcks } = setting;
    const { withoutEvents, hosts } = setting;
    this.#by = countedBy(setting.approach);
    this.#isMeasured = isMeasured(setting.approach.service);
    const [approach, flow, deliveriesBy, serviceIsMeasured] = [this.label, topology.flow, this.#by, this.#isMeasured];
    const process = { service, serviceIsMeasured, generators, relay, activity, hosts };
    this.#runner = new SliceRunner({ approach, flow, deliveriesBy, ...process, network, patience, faults, journal });
    const sizes = schedules.measured.payloadBytes;
    const [overheadBytes, leastBytes] = [envelopeOverheadBytes(template), templates[template].minBytes];
    const bodyBytes = (event: number): number => overheadBytes + Math.max(leastBytes, sizes[event % sizes.length]!);
    const withFaults = faults.length > 0;
    const hasLatency = deliveriesBy !== "socket";
    const collectors = collectorsOf({
      ...{ flow, closedLoop, withoutEvents, withFaults, hasLatency, serviceIsMeasured },
      clients: topology.clients,
      ...{ withAcks, deliveredByAck: deliveriesBy === "acknowledgement", watchesStalls: setting.watchesStalls },
      watchesJitter: setting.watchesJitter,
      asksWhenQuiet: !hasLatency && service.isOwn,
      ...{ generators: generators.length, bodyBytes },
    });
    this.#collectors = collectors.all;
    this.#judged = collectors.judged;
    const ledger = (phase: Phase, listeners: readonly Collector[]) =>
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
      warmUp: ledger("warmUp", [this.#sliceLatency]),
      measured: ledger("measured", [this.#sliceLatency, ...this.#collectors]),
    };
  }

  /** Runs one slice to its end and takes in what all processes saw. */
  async runSlice(slice: SlicePlan): Promise<SliceSummary & WarmUpBlock> {
    const { phase, lengthNs, from, to } = slice;
    const measured = phase === "measured";
    if (measured && this.#judged.throughput.slices === 0) await this.#beginMeasuring();
    const outcome = await this.#runner.run(slice);
    this.setting.watch?.take(this.label, outcome.observations);
    this.#takeIn(outcome, this.#ledgers[phase], measured ? this.#collectors : []);
    if (measured) this.#cpus.take(outcome);
    const { reports, served, observations, owed } = outcome;
    return {
      ...addressOf(this.setting.approach),
      ...{ phase, lengthNs, deliveries: this.#sliceLatency.count },
      serviceCpuNs: this.#isMeasured ? served.sample.cpuNs : undefined,
      generatorCpuNs: reports.reduce((sum, { sample }) => sum + sample.cpuNs, 0),
      elapsedNs: served.sample.elapsedNs,
      eventsDue: this.setting.closedLoop ? undefined : to - from,
      failed: owed.length > 0 || observations.some(({ refused }) => refused.index.length > 0),
      deliveriesPerSecond: this.setting.withoutEvents ? undefined : (this.#sliceLatency.count / lengthNs) * 1e9,
      latencyP50Ns: this.#latencyNs(0.5),
      latencyP99Ns: this.#latencyNs(0.99),
    };
  }

  #latencyNs(quantile: number): number | undefined {
    return this.#by === "socket" ? undefined : this.#sliceLatency.quantileNs(quantile);
  }

  /** Forgets the maximum of the warm-up, because its raised rate is not the scenario's. */
  async #beginMeasuring(): Promise<void> {
    this.#runner.rssMaxBytes = 0;
    await this.relay?.beginMeasuring();
  }

  #takeIn(outcome: SliceOutcome, ledger: Ledger, collectors: readonly Collector[]): void {
    const { run, reports, served, usage, killed, observations, owed, faults, prepareNs } = outcome;
    this.#sliceLatency.beginSlice();
    for (const collector of collectors) collector.beginSlice?.(run);
    ledger.record(run, observations, owed);
    const end = {
      ...{ run, observations, usage, killed, faults, prepareNs },
      delivered: this.#sliceLatency.count,
      service: served.sample,
      generators: reports.map(({ sample }) => sample),
      wire: reports.map(({ wire }) => wire),
      missing: () => ledger.missing(),
    };
    for (const collector of collectors) collector.endSlice?.(end);
  }

  /** Measures what the service costs with all clients connected and nothing to do. The cost of measuring is part of it. */
  async measureIdle(lengthNs: number): Promise<void> {
    if (!this.#isMeasured) return;
    this.#idleCpuRatio = await this.#runner.idleCpuRatio(lengthNs);
  }

  /** Reads memory and network after the last slice, before any other load reaches service and relay. */
  async endMeasuring(): Promise<void> {
    const loaded = this.#isMeasured ? await this.service.call("memory", { settled: false }) : undefined;
    this.#afterSlices = { rssLoadedBytes: loaded?.rssBytes, network: await this.relay?.sample() };
  }

  /** Lets autocannon saturate the same service with the same window. Only a reference service reports how much it took. */
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

  /** Closes every connection between the clients and the service. */
  async dropConnections(): Promise<void> {
    const { label: approach } = this;
    await Promise.all(this.#generators.map((generator) => generator.call("dropConnections", { approach }, CALL_MS)));
  }

  /** How many connections between the clients and the service either side has opened. */
  async connectionsOpened(): Promise<number> {
    const counters = await Promise.all(
      this.#generators.map((generator) => generator.call("counters", { approach: this.label }, CALL_MS)),
    );
    return counters.reduce((sum, { connectionsOpened }) => sum + connectionsOpened, 0);
  }

  /** Reads how much memory the service keeps with that many clients connected and nothing to do. */
  async measureIdleMemory(clients: number): Promise<void> {
    if (!this.#isMeasured) return;
    this.#idleMemory.push(await idleMemoryOf(this.service, clients));
  }

  /** The finished round of this approach. */
  result(connectionsOpenedBefore: number, warmUp: WarmUp): ApproachRound {
    const { approach, topology, withAcks, generatorSpins, faults, withoutEvents } = this.setting;
    const { service } = approach;
    const { cpus, hostCpus, fleet } = this.#cpus.sample();
    const seen = { by: this.#by, flow: topology.flow, isOwn: this.service.isOwn };
    const [network, crossCheck] = [this.#afterSlices!.network, this.#crossCheck];
    return merged([
      {
        ...addressOf(approach),
        deliveries: seenDeliveries(this.#ledgers.measured.deliveries(withAcks), seen),
        service: this.#seenOfService(),
      },
      ...this.#collectors.flatMap((collector) => collector.sample?.() ?? []),
      {
        wire: { connectionsOpenedBefore, ...this.connections },
        generator: generatorSample({
          ...this.#judged,
          ...{ generatorSpins, cpus, fleet, knowsServiceLimit: service === undefined || isStarted(service) },
          withFaults: faults.length > 0,
          withoutEvents,
        }),
        ...(cpus === undefined ? {} : { cpus }),
        ...(hostCpus.length > 0 && { hostCpus: [...hostCpus] }),
        ...(network === undefined ? {} : { network }),
        ...(crossCheck === undefined ? {} : { crossCheck }),
        ...(this.connecting === undefined ? {} : { connecting: this.connecting }),
        warmUp,
      },
    ]) as ApproachRound; // it is whole by now: a test compares reporters/result-schema.ts with what runs write
  }

  /** What was read of the service around the slices. */
  #seenOfService(): NonNullable<RoundPart["service"]> {
    const { rssLoadedBytes } = this.#afterSlices!;
    if (rssLoadedBytes === undefined) return {};
    const { service } = this.setting.approach;
    const pid = service === undefined || isStarted(service) ? this.service.pid : service.pid;
    return {
      ...(pid !== undefined && { pid }),
      ...(this.#idleCpuRatio !== undefined && { idleCpuRatio: this.#idleCpuRatio }),
      rssBeforeBytes: this.#idleMemory[0]!.rssBytes,
      rssIdleBytes: this.#idleMemory.at(-1)!.rssBytes,
      idleMemory: this.#idleMemory,
      rssLoadedBytes,
      rssMaxBytes: Math.max(this.#runner.rssMaxBytes, rssLoadedBytes),
    };
  }

  stop(): void {
    this.#runner.stop();
  }
}
