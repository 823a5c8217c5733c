/** What study.json holds of a sweep: one scenario at several points of one or two of its settings, each in several rounds. */
import type { Verdict, WarningCode } from "../../result/result.js";
import type { Scenario } from "../../scenario/load.js";
import type { StudyRecord } from "../study-record.js";

export interface SweepRecord extends StudyRecord {
  schemaVersion: 1;
  study: "sweep";
  question: SweepQuestion;
  /** All points, in the order of the axes; of two, the last one changes fastest. */
  points: PointRecord[];
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
}

/** One bench of one round, in which all approaches took turns. */
export interface PointRound {
  round: number;
  /** Where in the whole study it was played, from 1. */
  played: number;
  warnings: WarningCode[];
  approaches: PointFigures[];
}

/** Absent: it was not measured. Per second means per second in which deliveries went on. */
export interface PointFigures {
  approach: string;
  verdict: Verdict;
  /** Of the scenario at this point. */
  clients: number;
  eventsPerSecond: number;
  deliveriesPerSecond: number;
  undelivered: number;
  /** The service's CPU. */
  cpuNsPerSecond?: number;
  /** Both directions, with everything that is not payload. */
  wireBytesPerSecond?: number;
  connectionsPerSecond?: number;
  /** With all clients connected and nothing to do. */
  idleCpuNsPerSecond?: number;
  rssBytes?: number;
  rssIdleBytes?: number;
  latencyP50Ns?: number;
  latencyP99Ns?: number;
}
