/** Plays one slice of an approach on its processes, with its faults, and gathers what every process saw. */
import { setTimeout } from "node:timers/promises";
import { monotonicNs } from "../clock.js";
import type { FaultTimes, SliceRun } from "../collectors/collector.js";
import type { Owed } from "../collectors/ledger.js";
import type { Observations } from "../collectors/observations.js";
import type { Fault } from "../faults/registry.js";
import type { Flow } from "../flow.js";
import type { SliceReport } from "../generators/generator.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { HostSlice } from "../machine/host-watch.js";
import type { MachineActivity } from "../machine/machine-activity.js";
import type { ProcessSample } from "../machine/process-self.js";
import type { Usage } from "../machine/process-usage.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { CalledProcess } from "../processes/called-process.js";
import { justBefore } from "../processes/slice-edge.js";
import type { Patience, Phase, SlicePlan } from "../processes/slice-plan.js";
import type { DeliveriesBy } from "../result/result.js";
import type { ServiceReport } from "../services/service-entry.js";
import type { ServiceProcess } from "../services/service-process.js";
import { msToNs, NS_PER_MS, nsToMs } from "../units.js";
import { countedObservations } from "./deliveries-by.js";
import { stageOf } from "./faults/fault-stage.js";
import { playFaults } from "./faults/play-faults.js";
import { waitForQuiet } from "./faults/wait-for-quiet.js";
import type { RelayProcess } from "./relay-process.js";

/** The time from the last preparation to the first due event. It is enough for every process to be waiting. */
const LEAD_NS = msToNs(30);
/** Nothing is lost when the first events of a warm-up are late, and there are dozens of blocks. */
const LEAD_OF_WARM_UP_NS = msToNs(10);
/** A primary has to ask its processes and the bus. */
const LEAD_OF_GROUP_NS = msToNs(60);
/** How often the service's memory is read during a slice. */
const USAGE_EVERY_MS = 250;
const LOOK_AT_JOURNAL_MS = 100;
const CALL_MS = 15_000;

/** Other machines, whose processes stamp what they see by clocks of their own, and to which calls take a while. */
export interface OtherHosts {
  /** How long before a slice its processes are told of it, and how long it took until the last of them was. */
  lead: { readonly ns: number; took(ns: number): void };
  /** Reads their clocks. What is told and seen from now on belongs to the slice that comes. */
  beginSlice(): Promise<void>;
  /** Reads the clocks again, and turns all times that were told since then into those of this machine's clock. */
  endSlice(): Promise<void>;
}

export interface SliceRunnerParts {
  approach: string;
  flow: Flow;
  deliveriesBy: DeliveriesBy;
  service: ServiceProcess;
  /** Whether CPU and memory of the service can be read. */
  serviceIsMeasured: boolean;
  generators: readonly CalledProcess<GeneratorMethods>[];
  relay: RelayProcess | undefined;
  network: NetworkConditions;
  activity: MachineActivity;
  patience: Patience;
  faults: readonly Fault[];
  /** Absent: all processes are on this machine. */
  hosts?: OtherHosts | undefined;
  /** The journal of the service, if a fault kills it. */
  journal: string | undefined;
}

export interface SliceOutcome {
  run: SliceRun;
  reports: SliceReport[];
  served: ServiceReport;
  /** What was seen of the service from outside. It is undefined where it could not be read. */
  usage: (Usage & { elapsedNs: number }) | undefined;
  /** The CPU and the time of service processes that were killed in the slice. */
  killed: Pick<ProcessSample, "cpuNs" | "elapsedNs">[];
  /** What the CPUs of the service's host did, where that is another machine. Only of a measured slice. */
  serviceHost?: HostSlice | undefined;
  /** What all processes saw. Of killed processes it is as much as they could write down. */
  observations: Observations[];
  owed: Owed[];
  faults: FaultTimes[];
  /** How long the generators together took to prepare its events. */
  prepareNs: number;
}

export class SliceRunner {
  readonly #parts: SliceRunnerParts;
  /** The most memory of the service that was seen in a slice. */
  rssMaxBytes = 0;
  readonly #stopped = new AbortController();
  #startNs = 0;
  #serviceHost: HostSlice | undefined;
  #killed: { cpuNs: number; elapsedNs: number; atNs: number }[] = [];

  constructor(parts: SliceRunnerParts) {
    this.#parts = parts;
  }

  async run(slice: SlicePlan): Promise<SliceOutcome> {
    const { approach, flow, deliveriesBy, service, serviceIsMeasured, generators, activity, hosts } = this.#parts;
    const measured = slice.phase === "measured";
    const faults = measured ? this.#parts.faults : [];
    const patience = this.#patience(faults);
    const sliceMs = slice.lengthNs / NS_PER_MS;
    const request = { approach, slice };
    const prepareNs = await this.#generators("prepare", request, CALL_MS + sliceMs);
    if (service.isOwn && serviceIsMeasured) await service.call("memory", { settled: false }); // this finds its processes, which takes ms, so it must not fall into the lead
    await hosts?.beginSlice();
    const leadNs = this.#leadNs(slice.phase);
    const startNs = monotonicNs() + leadNs;
    if (measured) justBefore(startNs, () => activity.begin());
    this.#startNs = startNs;
    this.#killed = [];
    await service.call("begin", { startNs });
    await this.#watchService(measured ? startNs : undefined);
    const publishing =
      flow === "broadcast" ? service.call("publish", { slice, startNs }, sliceMs + CALL_MS) : undefined;
    publishing?.catch(() => {}); // when something else fails first, nobody waits for it
    const limitMs = sliceMs + patience.limitMs + CALL_MS;
    const running = Promise.all(
      generators.map((generator) => generator.call("run", { ...request, startNs, patience }, limitMs)),
    );
    const played = await this.#throughFaults(faults, slice, running);
    const reports = await running;
    hosts?.lead.took(Math.max(...reports.map(({ spareNs = leadNs }) => leadNs - spareNs)));
    await publishing;
    const fromJournal = await this.#deliveredBeforeDeath();
    const sum = (count: (report: SliceReport) => number) => reports.reduce((total, one) => total + count(one), 0);
    const begun = sum(({ observations }) => observations.begun.index.length);
    const refused = sum(({ observations }) => observations.refused.index.length);
    const earlier = fromJournal.reduce((total, { delivered }) => total + delivered.index.length, 0);
    const served = await service.call(
      "end",
      { expectedDeliveries: flow === "ingest" ? begun - refused - earlier : 0, patience: this.#parts.patience },
      patience.limitMs + CALL_MS,
    );
    if (measured) activity.end();
    const usage = await this.#serviceUsage();
    // A service may send again what its clients already have. They were done before the service was, and drop these copies.
    const rest = flow === "ingest" ? [] : await this.#generators("rest", { approach });
    await hosts?.endSlice();
    const { offsetNs, lengthNs, from, to } = slice;
    const seen = [...reports, ...rest].map(({ observations }) => observations);
    return {
      run: { startNs, offsetNs, lengthNs, from, to },
      reports: reports.map((report, i) => ({ ...report, wire: rest[i]?.wire ?? report.wire })),
      served,
      usage: usage && this.#withKilled({ ...usage, elapsedNs: served.sample.elapsedNs }),
      killed: this.#killed,
      serviceHost: this.#serviceHost,
      observations: [...fromJournal, ...countedObservations(deliveriesBy, seen, served.observations)],
      owed: [...reports, served].flatMap(({ outstanding }) => outstanding),
      faults: played,
      prepareNs: prepareNs.reduce((sum, ns) => sum + ns, 0),
    };
  }

  /** What the service costs with all clients connected and nothing to do, as a share of one CPU. */
  async idleCpuRatio(lengthNs: number): Promise<number> {
    const { service, patience } = this.#parts;
    const leadNs = this.#leadNs("measured");
    await service.call("begin", { startNs: monotonicNs() + leadNs });
    await setTimeout(nsToMs(leadNs + lengthNs));
    const { sample } = await service.call("end", { expectedDeliveries: 0, patience }, patience.limitMs + CALL_MS);
    return sample.cpuNs / sample.elapsedNs;
  }

  /** However the round ends, no timer of its faults stays behind, and no frozen process that could not hear that it must end. */
  stop(): void {
    this.#stopped.abort();
    this.#parts.service.release();
  }

  #leadNs(phase: Phase): number {
    const { service, hosts } = this.#parts;
    const usualNs = phase === "measured" ? LEAD_NS : LEAD_OF_WARM_UP_NS;
    const leastNs = (hosts?.lead.ns ?? 0) * (phase === "measured" ? 1 : LEAD_OF_WARM_UP_NS / LEAD_NS);
    return Math.max(leastNs, service.isGroup ? LEAD_OF_GROUP_NS : usualNs);
  }

  /** With faults, the bench decides when there is nothing left to wait for. */
  #patience(faults: readonly Fault[]): Patience {
    const { patience } = this.#parts;
    return faults.length === 0 ? patience : { ...patience, quietMs: patience.limitMs };
  }

  /** Plays the faults while the slice runs, and then waits as long as any process still tries something. */
  async #throughFaults(
    faults: readonly Fault[],
    slice: SlicePlan,
    running: Promise<SliceReport[]>,
  ): Promise<FaultTimes[]> {
    if (faults.length === 0) {
      if (this.#parts.journal !== undefined) await this.#watchJournal(slice, running);
      return [];
    }
    const over = new AbortController();
    const finished = (): void => over.abort();
    running.then(finished, finished);
    const played = await playFaults(faults, this.#stage(), this.#startNs, this.#stopped.signal);
    const { approach, service, patience } = this.#parts;
    await setTimeout(Math.max(0, nsToMs(this.#startNs + slice.lengthNs - monotonicNs())));
    const look = async () => [
      await service.call("progress", undefined),
      ...(await this.#generators("progress", { approach })),
    ];
    await waitForQuiet(look, patience.quietMs, over.signal);
    if (!over.signal.aborted) await this.#generators("giveUp", { approach });
    return played;
  }

  /** A service that cannot write its journal takes nothing, however long one waits. Then `progress` rejects with the reason. */
  async #watchJournal(slice: SlicePlan, running: Promise<unknown>): Promise<void> {
    let isOver = false;
    const finished = running.then(() => {
      isOver = true;
    });
    await Promise.race([finished, setTimeout(Math.max(0, nsToMs(this.#startNs + slice.lengthNs - monotonicNs())))]);
    while (!isOver) {
      await this.#parts.service.call("progress", undefined);
      await Promise.race([finished, setTimeout(LOOK_AT_JOURNAL_MS)]);
    }
  }

  #stage() {
    const { flow } = this.#parts;
    return stageOf({
      ...this.#parts,
      recipients: flow === "broadcast" ? "clients" : "service",
      killService: () => this.#killService(),
      restartService: () => this.#restartService(),
    });
  }

  async #killService(): Promise<void> {
    const { service, activity } = this.#parts;
    activity.abandon();
    const since = this.#killed.at(-1)?.atNs ?? this.#startNs;
    const usage = await this.#serviceUsage(); // this is the last moment at which it can be read
    await service.kill();
    const atNs = monotonicNs();
    this.#killed.push({ cpuNs: usage?.cpuNs ?? 0, elapsedNs: atNs - since, atNs });
  }

  async #restartService(): Promise<void> {
    const { service } = this.#parts;
    await service.restart();
    const startNs = monotonicNs();
    await this.#watchService(startNs); // faults are played in measured slices
    await service.call("begin", { startNs, successor: true });
  }

  async #watchService(hostFromNs: number | undefined): Promise<void> {
    const { service, serviceIsMeasured } = this.#parts;
    if (serviceIsMeasured) await service.watch(USAGE_EVERY_MS, hostFromNs);
  }

  /** What it used since it was watched. */
  async #serviceUsage(): Promise<Usage | undefined> {
    const { service, serviceIsMeasured } = this.#parts;
    if (!serviceIsMeasured) return undefined;
    const { usage, rssMaxBytes, host } = await service.watched();
    this.#serviceHost = host;
    this.rssMaxBytes = Math.max(this.rssMaxBytes, rssMaxBytes);
    return usage;
  }

  /** Events that ended in the service before it was killed. The process can no longer report them, but its journal can. */
  async #deliveredBeforeDeath(): Promise<Observations[]> {
    const { flow, journal, service } = this.#parts;
    const died = this.#killed.at(-1);
    if (flow !== "ingest" || journal === undefined || died === undefined) return [];
    return [await service.deliveredBetween(this.#startNs, died.atNs)];
  }

  #withKilled<Seen extends { cpuNs: number; elapsedNs: number }>(last: Seen): Seen {
    const sum = (of: "cpuNs" | "elapsedNs") => this.#killed.reduce((total, one) => total + one[of], last[of]);
    return { ...last, cpuNs: sum("cpuNs"), elapsedNs: sum("elapsedNs") };
  }

  #generators<K extends "prepare" | "progress" | "giveUp" | "rest">(
    method: K,
    params: Parameters<GeneratorMethods[K]>[0],
    timeoutMs = CALL_MS,
  ) {
    return Promise.all(this.#parts.generators.map((generator) => generator.call(method, params as never, timeoutMs)));
  }
}
