import type { Pinning } from "../../src/machine/cpu-pinning.js";
import type { PerfRow } from "./perf-row.js";

export interface Conditions {
  /** Every contender has one turn in each round, so that a disturbance does not fall on one alone. */
  rounds: number;
  /** What is measured gets the generators' CPUs, what it talks to the services'. */
  pinning: Pinning;
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
