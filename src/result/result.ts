/**
 * The result file: what a run writes and everything readable is rendered from. Base units only (ns, bytes, ratios).
 * A value that was not measured is absent, never 0.
 */

import type { Flow, Guarantee } from "../flow.js";
import type { EncodedHistogram } from "../histogram.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { PacingName } from "../pacing.js";
import type { Address } from "./address.js";
import type { Derived } from "./derived.js";
import type { NetworkSample, RecoverySample } from "./fault-samples.js";
import type { Machine } from "./machine.js";
import type { Objectives } from "./objectives.js";
import type { CpuShares, GeneratorSample, ServiceSample } from "./process-samples.js";
import type { TransportFacts } from "./reference.js";
import type { Warning } from "./warning-codes.js";

export { type Address, addressOf, isSameAddress, labelOf } from "./address.js";
export type { Objectives } from "./objectives.js";
export type { CpuShares, GeneratorSample, IdleMemory, ServiceSample } from "./process-samples.js";
export { type Verdict, type VerdictReason, verdictReasons, verdicts } from "./verdicts.js";
export { type Warning, type WarningCode, warningCodes } from "./warning-codes.js";

export const RESULT_SCHEMA_VERSION = 1;

export interface Result {
  schemaVersion: typeof RESULT_SCHEMA_VERSION;
  pushbenchVersion: string;
  /** How pushbench was called, as a shell takes it. Older results do not say. */
  program?: string;
  /** `running` in a file whose run was killed outright: the finished rounds are valid. */
  state: "running" | "complete" | "interrupted" | "failed";
  /** Why a run failed, in words. */
  failure?: { code: string; message: string };
  /** ISO 8601, wall clock. */
  startedAt: string;
  endedAt?: string;
  /** `--quick`: one short round, no evidence. */
  quick: boolean;
  scenario: ScenarioRecord;
  /** `--set` overrides as given, so that the run can be repeated. */
  overrides: string[];
  /** The scenario as it was asked for: a name or a path; empty if a program gave the scenario itself. */
  scenarioGiven: string;
  seed: number;
  /** SHA-256 over all rounds' schedules and the event template: equal fingerprints mean the same events. */
  scheduleFingerprint: string;
  approaches: ApproachRecord[];
  /** By name, those of the approaches. Older results do not say: today's cards stand in (cli/commands/report.ts). */
  transports?: Record<string, TransportFacts>;
  machine: Machine;
  rounds: Round[];
  warnings: Warning[];
  /** Worked out from the rounds when the run ended, for readers who do not compute. Every report works it out anew. */
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
  /** The executor's name and its settings, e.g. { executor: "poisson-arrival-rate", perSecond: 400 }. */
  arrivals: { executor: string; [setting: string]: unknown };
  payload: { template: string; bytes: unknown };
  /** What broke, with its settings: { kind: "service-killed", atSeconds: 2, forSeconds: 1 }. Absent when nothing did. */
  faults?: { kind: string; atSeconds: number; forSeconds?: number; [setting: string]: unknown }[];
  /** Between clients and service, for the whole run. Absent: they talked over the loopback. */
  network?: NetworkConditions;
  objectives: Objectives;
  run: {
    rounds: number;
    /** "cold": measured from the first event on, as the scenario asked. Absent in results of before it could. */
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
  /** As the scenario calls it. Gates of before `arm` was a field wrote the arm in front of it. */
  name: string;
  /** Which version of the service plays it, where a run has several: base, head or control. */
  arm?: string;
  transport: string;
  /** The transport's settings with all defaults filled in. */
  config: Record<string, unknown>;
  /** What started the service where it is the user's own. Absent: it is pushbench's reference service. */
  command?: string;
}

/** Fresh processes and connections for every approach. The unit of statistics. */
export interface Round {
  /** From 1. */
  number: number;
  /** ms since the epoch, wall clock; the end is the start and what has passed since by a clock that nobody sets. */
  startedAtMs: number;
  endedAtMs: number;
  /** Labels (address.ts) of the approaches in the order in which they were started and connected. */
  startOrder?: string[];
  /** One per approach, in the order of Result.approaches. */
  approaches: ApproachRound[];
}

export interface ApproachRound extends Address {
  /** Measured time: the slices' lengths added up, without drains. */
  windowNs: number;
  /** Time from the start of a slice to its last delivery, added up over the slices: what throughput is counted over. */
  activeNs: number;
  deliveries: Deliveries;
  latency: LatencySample;
  service: ServiceSample;
  /** One per measured slice, in the order of the schedule. Not where faults were played, nor in earlier results. */
  slices?: SliceSample[];
  generator: GeneratorSample;
  /** The CPUs of either side during the slices. Absent where the system does not tell, or nothing was pinned. */
  cpus?: { services: CpuShares; generators: CpuShares };
  wire: WireSample;
  /** One per second of schedule time. */
  timeline: TimelinePoint[];
  /** Where the scenario has faults. */
  recovery?: RecoverySample;
  /** Where a relay stood between clients and service. */
  network?: NetworkSample;
  /** Closed loop, where it can play the approach: what autocannon reaches on the same service at the same window, after the slices. */
  crossCheck?: CrossCheck;
  warmUp: WarmUp;
  /** Figures that need no section of their own, by the name that their collector gives them, in base units. Absent where there are none. */
  figures?: Record<string, number>;
}

export interface WarmUp {
  /** Slices of the warm-up that were played. */
  blocks: number;
  /** Enough had gone through the processes, and what a delivery costs them no longer fell, when it ended. */
  settled: boolean;
  /** Deliveries in it. This and the next: not in earlier results. */
  deliveries?: number;
  /** Events per second at its end: it raises a low rate. Absent in a closed loop. */
  eventsPerSecond?: number;
}

/** What one slice of the schedule showed: the same events for every approach, so slices of equal place go together. */
export interface SliceSample {
  /** Of the service, as in its whole sample. */
  cpuNs: number;
  /** First deliveries. */
  delivered: number;
}

export interface CrossCheck {
  requestsPerSecond: number;
  /** Events in flight over all clients, for both generators. */
  inFlight: number;
  serviceCpuNsPerRequest: number;
  /** Share of one CPU; near 1 the service was the bottleneck, as it must be for the two to agree. */
  serviceCpuRatio: number;
  failed: number;
}

/** Balance: expected = delivered + lost + rejected + pending; duplicates are beyond. Optional: not in earlier results. */
export interface Deliveries {
  /** Events of the measured window that were begun. */
  events: number;
  /** Deliveries that these events must make. */
  expected: number;
  /** First deliveries, each (event, recipient) once. */
  delivered: number;
  /** Events handed to a socket for the first time; in a relay by either hop. */
  firstAttempts?: number;
  /** Further attempts at them. What a killed service had tried again is not known. */
  retries?: number;
  /** Deliveries of an event to a recipient that had it already. */
  duplicates: number;
  /** Further copies that a recipient knew by their ids and dropped: with `duplicates` all that were made. */
  suppressed?: number;
  /** Neither delivered nor refused when the drain ended, and nobody was trying any more. */
  lost: number;
  /** The first of those that were lost, by event id; recipient −1 is the service. Absent when none was. */
  losses?: { event: string; recipient: number }[];
  /** Not delivered when the drain ended, but still being tried. */
  pending?: number;
  /** Refused with a reason (error answer, timeout, broken connection) and never delivered. */
  rejected: number;
  /** The first of those that were rejected, like `losses`. */
  rejections?: { event: string; recipient: number }[];
  /** First deliveries that came after a later event of the same sender at the same recipient. */
  outOfOrder: number;
  /** Sender-side acknowledgements seen. Absent where the guarantee has none. */
  acked?: number;
  /** Reasons of refusals and of problems that belong to no event, with their counts. */
  reasons: Record<string, number>;
}

export interface LatencySample {
  /** deliveredNs − dueNs (closed loop: − begunNs). */
  latency: EncodedHistogram;
  /** deliveredNs − sentNs: what a tool without due times would report. */
  serviceTime: EncodedHistogram;
  /** ackedNs − dueNs; absent where there are no acks. */
  ack?: EncodedHistogram;
  /** begunNs − dueNs: the generator's own lateness; absent in a closed loop. */
  lateness?: EncodedHistogram;
  /** Fan-out flows: latency of each event's first, median and last recipient. */
  firstRecipient?: EncodedHistogram;
  medianRecipient?: EncodedHistogram;
  lastRecipient?: EncodedHistogram;
}

/** Bytes at the clients' sockets over the slices; TCP/IP headers are not in them. */
export interface WireSample {
  toServiceBytes: number;
  fromServiceBytes: number;
  /** Event bodies within them (event bytes × times carried). */
  payloadBytes: number;
  /** Connections opened before and during the measured slices, by either side. */
  connectionsOpenedBefore: number;
  connectionsOpenedDuring: number;
  /** Found ended while measuring though they were to stay: reset, timed out, closed by the other side. */
  connectionsBroken?: number;
  /** Most connections opened within any 100 ms while measuring, as a rate per second. */
  peakConnectsPerSecond?: number;
}

export interface TimelinePoint {
  /** Second of schedule time, from 0. */
  second: number;
  events: number;
  delivered: number;
  latency: EncodedHistogram;
  /** By pidusage: service CPU as a share of one CPU over the slices that begin in this second (of at most 1 s), RSS where they end. */
  serviceCpuRatio?: number;
  serviceRssBytes?: number;
}
