/**
 * What else the report of a sweep has: sections of sweep.md, and charts, which are files beside it that it shows. Each is a pure
 * function of the record, and each is one line here.
 */
import { findingsOf } from "../../crossover/findings.js";
import { crossoverAnswers } from "../../crossover/report/answers.js";
import { costLines } from "../../crossover/report/costs.js";
import type { SweepRecord } from "../record.js";

export interface Section {
  title: string;
  /** Markdown; undefined where the sweep has nothing of the kind. */
  render(record: SweepRecord): string | undefined;
}

export interface Chart {
  /** sweep….svg, in the study's folder. */
  file: string;
  /** What it shows, in a sentence, for whoever does not see it. */
  describe(record: SweepRecord): string;
  /** SVG; undefined where the sweep has nothing to draw. */
  render(record: SweepRecord): string | undefined;
}

/** They stand between the tables and the doubts, in this order. */
export const sections: readonly Section[] = [
  { title: "Who gets cheaper where", render: (record) => crossoverAnswers(findingsOf(record)) },
  { title: "What stands, and what a delivery adds", render: (record) => costLines(findingsOf(record)) },
];

/** They stand above the tables, in this order. */
export const charts: readonly Chart[] = [];
