/** What is said of a sweep's costs and crossovers; it stands in study.json. */
import type { FiellerSet } from "../../statistics/fieller.js";
import type { PairedRatio } from "../../statistics/ratio.js";
import type { Along, CurrencyName, LineName } from "./currency-names.js";
import type { Prices } from "./prices.js";

/** What lies at a point, whichever approach is asked. */
export interface CurvePoint {
  /** Of the sweep's record. */
  number: number;
  value: number;
  clients: number;
  eventsPerSecond: number;
  eventsPerSecondPerClient: number;
  deliveriesPerSecond: number;
}

export interface Within {
  estimate: number;
  /** The interval with the confidence that it has. Absent with too few rounds: 6 for 95 %. */
  low?: number;
  high?: number;
  confidence?: number;
}

export interface CostLine {
  approach: string;
  currency: LineName;
  along: Along;
  /** On which side of the step of its connections it lies. Absent: there is no step. */
  connections?: "new" | "reused";
  /** The numbers of the points that it runs through. */
  points: number[];
  rounds: number;
  /** Never below 0. It has no interval where the whole interval is: then what was measured is no line. */
  standing: Within;
  perUnit: Within;
  /** What was measured ÷ what the line says, for each of its points. Absent of two points, which lie on any line. */
  residuals?: { point: number; ratio: Within }[];
}

export interface ConnectionCliff {
  approach: string;
  /** The largest rate with new connections. Absent: even the smallest rate of the curve has fewer. */
  from?: CurvePoint;
  /** The smallest rate with connections that stay. Absent: even the largest has more. */
  to?: CurvePoint;
  /** Connections opened per delivery at every point where they were counted. */
  connectionsPerDelivery: { point: number; share: number }[];
  /** By the name of the currency: how many times dearer the delivery at `from` is than the line beyond the cliff says. */
  steps: { currency: LineName; ratio: Within }[];
}

export interface PairFindings {
  approach: string;
  reference: string;
  currency: CurrencyName;
  /** approach ÷ reference at every point: of what a delivery costs, of the latency, or of the memory. */
  points: { point: number; ratio: PairedRatio }[];
  crossover: Crossover;
  /** Of lines through all points, where there is no crossing. Absent where a step lies between them, too. */
  fieller?: FiellerSet;
}

export type Crossover =
  | ({ kind: "crossing" } & Crossing)
  /** The winner changes more than once. */
  | { kind: "several"; crossings: Crossing[] }
  /** One of them is surely cheaper at every point. */
  | { kind: "none"; cheaper: string }
  /** `sure`: stretches in which one is surely cheaper; `undecidedAt`: points at which nobody is. */
  | { kind: "undecided"; sure: Stretch[]; undecidedAt: CurvePoint[] }
  | { kind: "unmeasured" };

export interface Crossing {
  /** Cheaper below it, and above it. */
  below: string;
  above: string;
  /** The largest point at which `below` is surely cheaper, and the smallest at which `above` is. */
  from: CurvePoint;
  to: CurvePoint;
  /** Where the lines of the two meet. Absent where they do not meet between these points, or a step lies there. */
  estimate?: CrossingEstimate;
  /** Where the same lines meet by Fieller's theorem, in deliveries per second: a check of the range by other means. */
  fieller?: FiellerSet;
}

export interface CrossingEstimate {
  deliveriesPerSecond: number;
  eventsPerSecond: number;
  eventsPerSecondPerClient: number;
}

export interface Stretch {
  cheaper: string;
  from: CurvePoint;
  to: CurvePoint;
}

export interface SweepFindings {
  /** Whose prices the money is by. Absent: no price list was given, so nothing is known of money. */
  prices?: Pick<Prices, "title" | "date" | "currency">;
  curves: CurveFindings[];
}

export interface CurveFindings {
  /** The path of the setting that changes along it. */
  over: string;
  /** The values of the other axes. */
  at: { path: string; value: number | string | boolean }[];
  points: CurvePoint[];
  lines: CostLine[];
  cliffs: ConnectionCliff[];
  /** Every approach with the reference, in every currency in which both were measured at one point at least. */
  pairs: PairFindings[];
}
