import type { Pinning } from "../../src/machine/cpu-pinning.js";
import type { Security } from "../../src/tls/security.js";
import type { PerfRow } from "./perf-row.js";

export interface Conditions {
  /** Every contender has one turn in each round, so that a disturbance does not fall on one alone. */
  rounds: number;
  /** What is measured gets the generators' CPUs, what it talks to the services'. */
  pinning: Pinning;
  /** How connections are encrypted. Absent: they are not. */
  tls?: Security;
  /** How long a run lasts that is played for its length. */
  minutes: number;
  /** Told of what goes on; never part of the report. */
  say(what: string): void;
}

export interface SectionReport {
  rows: PerfRow[];
  /** For people: a heading, tables, notes. */
  markdown: string;
}

/** A question that the side-by-side answers, with one table or more. */
export type Section = (conditions: Conditions) => Promise<SectionReport>;

/** Of a title. */
export const overTls = ({ tls }: Conditions): string => (tls === undefined ? "" : " over TLS");

/** A contender's target, which was set for plain connections: with TLS there is none. */
export const plainTarget = ({ tls }: Conditions, target: number | undefined): { target?: number } =>
  tls !== undefined || target === undefined ? {} : { target };

/** Several contests of one section. */
export const joined = (reports: readonly SectionReport[]): SectionReport => ({
  rows: reports.flatMap(({ rows }) => rows),
  markdown: reports.map(({ markdown }) => markdown).join("\n\n"),
});
