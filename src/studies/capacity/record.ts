/** What study.json holds of a search for capacities. Rates are events per second: the mean over a trial. */
import type { Objectives, Verdict, VerdictReason } from "../../result/result.js";
import type { Scenario } from "../../scenario/load.js";
import type { StudyRecord } from "../study-record.js";
import type { RatioInterval } from "./ratio.js";
import type { CapacityAnswer, Excuse } from "./search.js";
import type { TrialDisturbance, TrialWarning } from "./trial-doubts.js";

export const STUDY_SCHEMA_VERSION = 1;

export interface CapacityRecord extends StudyRecord {
  schemaVersion: typeof STUDY_SCHEMA_VERSION;
  study: "capacity";
  question: Question;
  trials: TrialRecord[];
  /** One for each approach, in the order of the scenario; as they are after the last trial. */
  answers: ApproachAnswer[];
  /** The approach by which the others are divided. */
  reference: string;
  /** Of every other approach whose capacity was found, where that of the reference was. */
  ratios: ({ approach: string } & RatioInterval)[];
}

/** All that decides what is played. Who goes on with a study goes on with this, whatever the scenario's file says by then. */
export interface Question {
  /** As it was asked for; trials have its rates multiplied. */
  scenario: Scenario;
  scenarioGiven: string;
  overrides: string[];
  approachesGiven: string[];
  objectives: Objectives;
  /** How many trials of each approach must count. */
  trials: number;
  /** The length of a trial. */
  seconds: number;
  generators: number;
  /** How many workers of a fleet play the clients, each with a generator. Absent: the generators are this machine's. */
  workers?: number;
  /** The worker on whose host the services run. Absent: they run on this machine. */
  serviceOn?: string;
  /** The scenario's own rate, and how many times that its busiest moment has. */
  ownRate: number;
  peakRatio: number;
  startRate: number;
  leastRate: number;
  mostRate: number;
}

export interface ApproachAnswer {
  approach: string;
  answer: CapacityAnswer;
  counted: number;
  /** Trials that did not count. */
  inVain: number;
}

export interface TrialRecord {
  /** From 1, over all approaches. */
  number: number;
  /** In a block, each approach that still needs trials has one. */
  block: number;
  approach: string;
  rate: number;
  /** The rate as a multiple of the scenario's own. */
  timesScenario: number;
  /** Its result, relative to the study's folder. */
  folder: string;
  outcome: "passed" | "failed" | "not-counted";
  /** Why it failed or does not count. A trial that passed has none. */
  reasons: TrialReason[];
  verdict?: Verdict;
  verdictReason?: VerdictReason;
  /** What else a reader of the answer must know of it. */
  warnings: TrialWarning[];
  figures: TrialFigures;
}

export interface TrialReason {
  code: "objective" | "undelivered" | "still-trying" | "queued" | "service-died" | Excuse;
  message: string;
}

/** Absent: it was not measured. */
export interface TrialFigures extends TrialDisturbance {
  expected?: number;
  delivered?: number;
  /** First deliveries per second, while deliveries went on. */
  deliveriesPerSecond?: number;
  /** The rate at which events began ÷ the rate asked for. */
  achievedRateRatio?: number;
  latencyP50Ms?: number;
  latencyP99Ms?: number;
  /** For how long deliveries went on after the trial, less what a delivery takes when nothing queues. */
  overtimeMs?: number;
  /** The service's CPU as a share of one CPU, while deliveries went on. */
  serviceCpuRatio?: number;
}
