/**
 * The result file, which a run writes and from which everything readable is rendered. It has only base units (ns, bytes, ratios).
 * A value that was not measured is absent, never 0.
 */

import type { Flow, Guarantee } from "../flow.js";
import type { EncodedHistogram } from "../histogram.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { PacingName } from "../pacing.js";
import type { Address } from "./address.js";
import type { DeliveriesBy } from "./deliveries-by.js";
import type { Derived } from "./derived.js";
import type { NetworkSample, RecoverySample } from "./fault-samples.js";
import type { FleetRound, HostCpus, HostRecord } from "./hosts.js";
import type { Machine } from "./machine.js";
import type { Objectives } from "./objectives.js";
import type { CpuShares, GeneratorSample, IdleSample, ServiceSample } from "./process-samples.js";
import type { TransportFacts } from "./reference.js";
import type { RoundTime } from "./round-time.js";
import type { ServiceSource } from "./service-source.js";
import type { StackRecord } from "./stack-record.js";
import type { Warning } from "./warning-codes.js";
import type { WireSample } from "./wire.js";

export { type Address, addressOf, isSameAddress, labelOf } from "./address.js";
export { countedBy, type DeliveriesBy } from "./deliveries-by.js";
export type { Objectives } from "./objectives.js";
export type { CpuShares, GeneratorSample, IdleMemory, IdleSample, ServiceSample } from "./process-samples.js";
export { reasonText, type Verdict, type VerdictReason, verdictReasons, verdicts } from "./verdicts.js";
export { type Warning, type WarningCode, warningCodes } from "./warning-codes.js";
export type { WireSample } from "./wire.js";

export const RESULT_SCHEMA_VERSION = 1;

export interface Result {
  schemaVersion: typeof RESULT_SCHEMA_VERSION;
  pushbenchVersion: string;
  /** How a shell calls pushbench. Older results do not say. */
  program?: string;
  /** A file says `running` when its run was killed outright. Its finished rounds are valid. */
  state: "running" | "complete" | "interrupted" | "failed";
  /** The reason why a run failed, in words. */
  failure?: { code: string; message: string };
  /** ISO 8601, by the wall clock. */
  startedAt: string;
  endedAt?: string;
  /** Whether it was a `--quick` run: one short round, which is no evidence. */
  quick: boolean;
  scenario: ScenarioRecord;
  /** The `--set` overrides as they were given, so that the run can be repeated. */
  overrides: string[];
  /** The approaches of the command line as they were given (`NAME=SPEC`). It is absent when there were none. */
  approachesGiven?: string[];
  /** The scenario as it was asked for: a name or a path; empty if a program gave the scenario itself. */
  scenarioGiven: string;
  seed: number;
  /** SHA-256 over all rounds' schedules and the event template: equal fingerprints mean the same events. */
  scheduleFingerprint: string;
  approaches: ApproachRecord[];
  /**
   * The facts of the approaches' transports, by name. Older results do not have them; then today's cards are used
   * (cli/commands/report.ts).
   */
  transports?: Record<string, TransportFacts>;
  machine: Machine;
  /** The machines that played the clients' side. Absent: this one did. */
  hosts?: HostRecord[];
  rounds: Round[];
  warnings: Warning[];
  /** Computed from the rounds when the run ended, for readers who do not compute. Every report computes it anew. */
  derived?: Derived;
}

export interface ScenarioRecord {
  name: string;
  title: string;
  source: string;
  flow: Flow;
  guarantee: Guarantee;
  clients: number;
  roomSize?: number;
  /** How much more some clients send than others. It is absent where all send as much. */
  senderSkew?: number;
  /** The executor's name and its settings, e.g. { executor: "poisson-arrival-rate", perSecond: 400 }. */
  arrivals: { executor: string; [setting: string]: unknown };
  payload: { template: string; bytes: unknown };
  /**
   * The faults with their settings: { kind: "service-killed", atSeconds: 2, forSeconds: 1 }. It is absent when there were
   * none.
   */
  faults?: { kind: string; atSeconds: number; forSeconds?: number; [setting: string]: unknown }[];
  /** The network between clients and service in the whole run. When it is absent, they talked over the loopback. */
  network?: NetworkConditions;
  objectives: Objectives;
  run: {
    rounds: number;
    /** "cold": measured from the first event on, as the scenario asked. Earlier results do not have it. */
    start?: "warm" | "cold";
    warmUpSeconds: number;
    measureSeconds: number;
    sliceSeconds: number;
    drainSeconds: number;
    readySeconds: number;
    seed: number;
    pacing: PacingName;
  };
}

export interface ApproachRecord {
  /** The name in the scenario. Gates from before `arm` was a field wrote the arm in front of it. */
  name: string;
  /** Which version of the service plays it, where a run has several: base, head or control. */
  arm?: string;
  transport: string;
  /** The transport's settings with all defaults filled in. */
  config: Record<string, unknown>;
  /** The user's own service. When it is absent, the service is pushbench's reference service. */
  service?: ServiceSource;
  /** In how many processes the reference service runs. Absent: in one. */
  processes?: number;
  /** The stack (stacks/<name>/) from which it was taken. Absent: it is none. */
  stack?: StackRecord;
  /** How the run counted its deliveries. Absent: by recipients, which stamp what they get. */
  deliveriesBy?: Exclude<DeliveriesBy, "recipient">;
}

/** A round has fresh processes and connections for every approach. It is the unit of statistics. */
export interface Round extends FleetRound {
  /** The round's number, from 1. */
  number: number;
  /** ms since the epoch by the wall clock. The end is the start plus the time that passed by a clock that nobody sets. */
  startedAtMs: number;
  endedAtMs: number;
  /** Labels (address.ts) of the approaches in the order in which they were started and connected. */
  startOrder?: string[];
  /** Where its time went. Results of earlier versions do not have it. */
  time?: RoundTime;
  /** One entry per approach, in the order of Result.approaches. */
  approaches: ApproachRound[];
}

export interface ApproachRound extends Address {
  /** The measured time: the sum of the slices' lengths without drains. */
  windowNs: number;
  /** The time from the start of a slice to its last delivery, added up over the slices. Throughput is counted over it. */
  activeNs: number;
  deliveries: Deliveries;
  latency: LatencySample;
  service: ServiceSample;
  /** One entry per measured slice, in the order of the schedule. Runs with faults and earlier results do not have it. */
  slices?: SliceSample[];
  generator: GeneratorSample;
  /**
   * The CPUs of either side during the slices. It is absent where the system does not tell, or where nothing was pinned. That of
   * the services is absent where somebody else runs the service, on whatever CPUs. That of the generators is absent where no host of a
   * fleet tells; else each share is that of the host with the largest.
   */
  cpus?: { services?: CpuShares; generators?: CpuShares };
  /** Only of a fleet: what each host tells of the CPUs on which its generator may run. */
  hostCpus?: HostCpus[];
  wire: WireSample;
  /** One point per second of schedule time. */
  timeline: TimelinePoint[];
  /** Only where the scenario has faults. */
  recovery?: RecoverySample;
  /** Only where a relay stood between clients and service. */
  network?: NetworkSample;
  /**
   * Only in a closed loop that autocannon can play: what it reaches on the same service with the same window, after the
   * slices.
   */
  crossCheck?: CrossCheck;
  /** How the clients connected before anything was measured. Earlier results do not have it. */
  connecting?: ConnectingSample;
  warmUp: WarmUp;
  /** Only in a run without events. */
  idle?: IdleSample;
  /**
   * Figures that need no section of their own, by the name that their collector gives them, in base units. Absent where there
   * are none.
   */
  figures?: Record<string, number>;
}

/** Of connections that clients opened themselves: where clients only listen there are none. Times are absent where nobody could see them. */
export interface ConnectingSample {
  clients: number;
  /** From the first client to the last, without the readings of memory in between. */
  elapsedNs: number;
  connections: number;
  /** Until the TCP connection stood. */
  tcp?: EncodedHistogram;
  /** From there until the handshake of TLS was done. */
  tls?: EncodedHistogram;
  /** Until the connection could be used: where it begins with a request, until that was answered. */
  whole?: EncodedHistogram;
}

export interface WarmUp {
  /** How many slices of the warm-up were played. */
  blocks: number;
  /** Whether, at its end, enough had gone through the processes and the cost of a delivery no longer fell. */
  settled: boolean;
  /** How many deliveries it had. Earlier results have neither this nor the next. */
  deliveries?: number;
  /** The events per second at its end, because it raises a low rate. It is absent in a closed loop. */
  eventsPerSecond?: number;
}

/**
 * What one slice of the schedule showed. Every approach has the same events in it, so slices of the same place can be
 * compared.
 */
export interface SliceSample {
  /** The CPU of the service, as in its whole sample. */
  cpuNs?: number;
  /** How many first deliveries it had. */
  delivered: number;
}

export interface CrossCheck {
  requestsPerSecond: number;
  /** How many events all clients together keep in flight, with either generator. */
  inFlight: number;
  serviceCpuNsPerRequest: number;
  /** The share of one CPU. Near 1 the service was the bottleneck, as it must be if the two generators are to agree. */
  serviceCpuRatio: number;
  failed: number;
}

/**
 * The balance is expected = delivered + lost + rejected + pending; duplicates are not part of it. Earlier results lack some of the
 * optional fields. What nobody could see is absent: how often a service of the user's own sent something, or what it took twice.
 */
export interface Deliveries {
  /** How many events of the measured window were begun. */
  events: number;
  /** How many deliveries these events must make. */
  expected: number;
  /** How many first deliveries there were: each pair of event and recipient counts once. */
  delivered: number;
  /** How often an event was handed to a socket for the first time. In flow relay both hops count. */
  firstAttempts?: number;
  /** How often it was tried again. What a killed service had tried again is not known. */
  retries?: number;
  /** How often an event was delivered to a recipient that already had it. */
  duplicates?: number;
  /** How many further copies a recipient knew by their ids and dropped. Together with `duplicates` these are all copies. */
  suppressed?: number;
  /** How many were neither delivered nor refused when the drain ended, while nobody was trying any more. */
  lost: number;
  /** The first lost ones by event id. Recipient −1 is the service. It is absent when none was lost. */
  losses?: { event: string; recipient: number }[];
  /** How many were not delivered when the drain ended, but were still being tried. */
  pending?: number;
  /** How many were refused with a reason (error answer, timeout, broken connection) and never delivered. */
  rejected: number;
  /** The first rejected ones, like `losses`. */
  rejections?: { event: string; recipient: number }[];
  /** How many first deliveries came after a later event of the same sender at the same recipient. */
  outOfOrder?: number;
  /** How many acknowledgements senders saw. It is absent where the guarantee has none. */
  acked?: number;
  /** The reasons of refusals, and of problems that belong to no event, with their counts. */
  reasons: Record<string, number>;
}

export interface LatencySample {
  /** deliveredNs − dueNs, or in a closed loop deliveredNs − begunNs. This and the next are absent where that time is unknown. */
  latency?: EncodedHistogram;
  /** deliveredNs − sentNs: what a tool without due times would report. */
  serviceTime?: EncodedHistogram;
  /** ackedNs − dueNs. It is absent where there are no acks. */
  ack?: EncodedHistogram;
  /** begunNs − dueNs: the generator's own lateness. It is absent in a closed loop. */
  lateness?: EncodedHistogram;
  /**
   * By how much the time between two arrivals at a recipient differs from that between the moments at which the two events were due. Only
   * where an objective asks for it.
   */
  jitter?: EncodedHistogram;
  /** In flows with several recipients: the latency of each event's first, median and last recipient. */
  firstRecipient?: EncodedHistogram;
  medianRecipient?: EncodedHistogram;
  lastRecipient?: EncodedHistogram;
}

export interface TimelinePoint {
  /** The second of schedule time, from 0. */
  second: number;
  events: number;
  delivered: number;
  latency?: EncodedHistogram;
  /**
   * By pidusage: the service's CPU as a share of one CPU over the slices (of at most 1 s) that begin in this second, and RSS
   * where they end.
   */
  serviceCpuRatio?: number;
  serviceRssBytes?: number;
}
