/** What claim.json holds of one claim that was played, and claims.json of all. */
import type { Machine } from "../result/machine.js";
import type { Measure } from "./claim-schema.js";
import type { Observed, Outcome, Verdict } from "./verdict.js";

export const CLAIMS_SCHEMA_VERSION = 1;

export interface MeasureRecord {
  /** As the claim's file has it. */
  measure: Measure;
  outcome: Outcome;
  /** Absent: it was not measured. */
  observed?: Observed;
  /** What was observed in words, where it is no number, or why there is none. */
  said?: string;
  /** How many rounds or trials it is of, and how many were left out. Absent of a count. */
  rounds?: number;
  leftOut?: number;
}

export interface StudyOfClaim {
  name: string;
  kind: string;
  /** Relative to the claim's folder. Absent: nothing was played. */
  folder?: string;
  /** Why it did not complete. */
  failure?: { code: string; message: string };
}

/** The report of a claim's study below the folder of the claims, where there is one. */
export type ReportOf = (claim: Pick<ClaimRecord, "name">, study: StudyOfClaim) => string | undefined;

export interface ClaimRecord {
  schemaVersion: typeof CLAIMS_SCHEMA_VERSION;
  id: string;
  /** The name of its file, and of its folder. */
  name: string;
  title: string;
  claim: string;
  source: string;
  note?: string;
  /** The SHA-256 of the claim as it was read, so that another claim's result is never taken for this one's. */
  fingerprint: string;
  quick: boolean;
  /** How many workers of a fleet played the clients. Absent: this machine's generators did. */
  workers?: number;
  pushbenchVersion: string;
  /** Running: it was broken off, or it is being played. Then there is no verdict yet. */
  state: "running" | "complete";
  verdict: Verdict;
  /** Of a claim that nothing here can show. */
  notMeasurable?: string;
  measures: MeasureRecord[];
  studies: StudyOfClaim[];
  startedAt: string;
  /** How long it took to play. */
  seconds: number;
  machine?: Machine;
}

export interface ClaimsRecord {
  schemaVersion: typeof CLAIMS_SCHEMA_VERSION;
  pushbenchVersion: string;
  program: string;
  quick: boolean;
  /** As of each claim. */
  workers?: number;
  writtenAt: string;
  /** In the order of their numbers. */
  claims: ClaimRecord[];
  /** Asked for, and not played because the run ended before. */
  notPlayed: { id: string; title: string }[];
}
