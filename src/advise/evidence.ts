/** What was measured, in the one shape that advice is made from: a bench has one rate, a sweep over rates has several. */
import type { Flow, Guarantee } from "../flow.js";
import type { ApproachRecord } from "../result/result.js";
import type { Curve } from "../studies/crossover/curve.js";
import type { PointRound } from "../studies/sweep/record.js";

/** Where a measurement lies among workloads, but for its rate. */
export interface Place {
  flow: Flow;
  guarantee: Guarantee;
  clients: number;
  /** How many deliveries an event makes. */
  recipients: number;
  /** The mean size of the data of an event. */
  payloadBytes: number;
  /** Played by pushbench's reference services. Each says for itself whether it is encrypted. */
  approaches: ApproachRecord[];
}

export interface Evidence extends Place {
  source: Source;
  /** Ascending in their rate, at least one. */
  points: EvidencePoint[];
  /** Of a sweep over rates: what its crossovers are looked for on. */
  curve?: Curve;
}

export interface Source {
  /** Relative to the folder that was looked through. */
  file: string;
  kind: "bench" | "sweep" | "capacity";
  title: string;
  startedAt: string;
  pushbenchVersion: string;
  /** What of its machine differs from this one; empty where nothing does. Undefined: it does not say its machine. */
  machineDiffersIn: readonly string[] | undefined;
}

export interface EvidencePoint {
  /** On average. */
  eventsPerSecond: number;
  /** In the busiest moment. */
  peakEventsPerSecond: number;
  rounds: PointRound[];
}

export const isEncrypted = ({ config }: Pick<ApproachRecord, "config">): boolean =>
  config.tls !== undefined && config.tls !== false;

/** Those that are encrypted as it is asked for. Where there are none: all, and the distance says so. */
export function candidatesOf({ approaches }: Pick<Evidence, "approaches">, tls: boolean): ApproachRecord[] {
  const alike = approaches.filter((one) => isEncrypted(one) === tls);
  return alike.length > 0 ? alike : [...approaches];
}
