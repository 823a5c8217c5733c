/** What study.json holds of a sweep: one scenario at several points of one or two of its settings, each in several rounds. */
import type { Settle } from "../../bench/context.js";
import type { Verdict, VerdictReason, WarningCode } from "../../result/result.js";
import type { Scenario } from "../../scenario/load.js";
import type { SweepFindings } from "../crossover/found.js";
import type { Prices } from "../crossover/prices.js";
import type { StudyRecord } from "../study-record.js";

export interface SweepRecord extends StudyRecord {
  schemaVersion: 1;
  study: "sweep";
  question: SweepQuestion;
  /** All points, in the order of the axes; of two, the last one changes fastest. */
  points: PointRecord[];
  /** The price list that was given, for what is said of money. */
  prices?: Prices;
  /** Computed from the points whenever the study is written, for readers who do not compute. */
  findings?: SweepFindings;
}

/** All that decides what is played. Who goes on with a study goes on with this, whatever the scenario's file says by then. */
export interface SweepQuestion {
  /** As it was asked for; each point has its axes' settings changed. */
  scenario: Scenario;
  scenarioGiven: string;
  overrides: string[];
  approachesGiven: string[];
  axes: Axis[];
  /** How often every point is played. */
  rounds: number;
  generators: number;
  /** How many workers of a fleet play the clients, each with a generator. Absent: the generators are this machine's. */
  workers?: number;
  /** The worker on whose host the services run. Absent: they run on this machine. */
  serviceOn?: string;
  /** The approach by which the others are divided. */
  reference: string;
}

/** A setting of the scenario, by the path that --set takes, and the values that it has. */
export interface Axis {
  path: string;
  values: AxisValue[];
  /** How the values were chosen, and so how a chart spaces them. A list of words has no scale. */
  spacing: "log" | "linear" | "list";
}

export type AxisValue = number | string | boolean;

export interface PointRecord {
  /** From 1. */
  number: number;
  /** A value for each axis. */
  at: AxisValue[];
  /** The folder of its result, which has all of its rounds, relative to the study's folder. */
  folder: string;
  /** Those that were played so far, in the order of their numbers. */
  rounds: PointRound[];
  /** What is played at this point. It is always there in a study that is played. */
  plan?: PointPlan;
  /** Benches of this point that are not among its rounds, in the order in which they were played. Absent: none. */
  inVain?: VainCell[];
}

/** A point's scenario, whole, with the times that it needs (steady-state.ts). */
export interface PointPlan {
  scenario: Scenario;
  /** By these a bench plays the point's scenario again. */
  overrides: string[];
  /** Played before the measured window by approaches whose connections close when idle. */
  settle?: Settle;
  /** What a reader must know: why the window may not show what the point is like in the long run. */
  doubts: string[];
}

/** A bench that is no round of its point: it is played again, or the point goes on without the approach. */
export interface VainCell {
  round: number;
  /** Counted together with the rounds. */
  played: number;
  reason: "disturbed" | "late" | "broke-off" | "service-died";
  /** The approach whose service died. It takes no further part at this point. */
  approach?: string;
  message: string;
}

/** One bench of one round, in which all approaches took turns. */
export interface PointRound {
  round: number;
  /** Where in the whole study it was played, from 1. */
  played: number;
  warnings: WarningCode[];
  /** Without those whose service had died at this point. */
  approaches: PointFigures[];
}

/**
 * Absent: it was not measured, or others disturbed it to the last attempt (verdict). Per second means per second in which
 * deliveries went on.
 */
export interface PointFigures {
  approach: string;
  verdict: Verdict;
  verdictReason?: VerdictReason;
  /** Of the scenario at this point. */
  clients: number;
  eventsPerSecond: number;
  deliveriesPerSecond: number;
  undelivered: number;
  /** The service's CPU. */
  cpuNsPerSecond?: number;
  /** Both directions, with everything that is not payload. */
  wireBytesPerSecond?: number;
  /** Of these, what left the service. */
  sentBytesPerSecond?: number;
  connectionsPerSecond?: number;
  /** With all clients connected and nothing to do. */
  idleCpuNsPerSecond?: number;
  rssBytes?: number;
  rssIdleBytes?: number;
  /** The growth over the stages in which the clients of the round connected: resident, and of it objects and buffers. */
  rssPerClientBytes?: number;
  heldPerClientBytes?: number;
  /** What the kernel keeps for a client beside that, of both ends. */
  kernelPerClientBytes?: number;
  /** Only in runs without events, in which the CPU and the bytes above are those of heartbeats. */
  heartbeatsPerSecond?: number;
  /** The same: between clients and service, at the end. */
  connectionsOpen?: number;
  latencyP50Ns?: number;
  latencyP99Ns?: number;
  /** How wrong these latencies may be, because two hosts stamped them. Absent: one clock stamped both ends. */
  latencyBoundNs?: number;
}
