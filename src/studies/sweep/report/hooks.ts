/**
 * What else the report of a sweep has: sections of sweep.md, and charts, which are files beside it that it shows. All of them are pure
 * functions of the record, and each is one line here.
 */
import type { Figure } from "../../../reporters/charts/drawing.js";
import { findingsOf } from "../../crossover/findings.js";
import { crossoverAnswers } from "../../crossover/report/answers.js";
import { billCharts } from "../../crossover/report/bill-charts.js";
import { cheaperCharts } from "../../crossover/report/cheaper-charts.js";
import { costLines } from "../../crossover/report/costs.js";
import type { SweepRecord } from "../record.js";
import { gridCharts } from "./grid-charts.js";
import { sweepCharts } from "./sweep-charts.js";

export interface Section {
  title: string;
  /** Markdown; undefined where the sweep has nothing of the kind. */
  render(record: SweepRecord): string | undefined;
}

export interface Chart {
  /** sweep….svg, in the study's folder. */
  file: string;
  figure: Figure;
}

/** They stand between the tables and the doubts, in this order. */
export const sections: readonly Section[] = [
  { title: "Who gets cheaper where", render: (record) => crossoverAnswers(findingsOf(record)) },
  { title: "What stands, and what a delivery adds", render: (record) => costLines(findingsOf(record)) },
];

/** They are drawn where the sweep has what they show, and the first one stands for all of it. */
export const charts: readonly ((record: SweepRecord) => readonly Chart[])[] = [
  gridCharts,
  cheaperCharts,
  sweepCharts,
  billCharts,
];
