/** Every report of a result: an entry for each that is one file, and the charts. */
import type { Result } from "../result/result.js";
import { comparisonCsv } from "./csv/comparison-csv.js";
import { roundsCsv, summaryCsv } from "./csv/rows-csv.js";
import { timelineCsv } from "./csv/timeline-csv.js";
import { hlog } from "./hlog.js";
import { reportHtml } from "./html/report-html.js";
import { json } from "./json.js";
import { markdown } from "./markdown/report-md.js";
import { isOneFile, type OneFileName, type ReporterName, reporterNames } from "./reporter-names.js";
import { RATIOS_FILE, ratiosSvg } from "./result-charts/ratios.js";
import { chartFiles } from "./result-charts/result-figures.js";
import { tabulate } from "./tables.js";

export interface Reporter {
  /** The file's name in the result's folder. */
  file: string;
  description: string;
  /** It is pure: the same result always gives the same text. */
  render(result: Result): string;
}

export const reporters = {
  json: { file: "result.json", description: "The result itself, which all others are rendered from", render: json },
  markdown: { file: "report.md", description: "The report to read", render: markdown },
  html: {
    file: "report.html",
    description: "The report with its charts: one page that needs nothing else",
    render: reportHtml,
  },
  "ratios-svg": {
    file: RATIOS_FILE,
    description: "The ratios with their intervals, as report.md shows them",
    render: ratiosSvg,
  },
  "summary-csv": { file: "summary.csv", description: "A line per approach over all rounds", render: summaryCsv },
  "rounds-csv": { file: "rounds.csv", description: "A line per round and approach", render: roundsCsv },
  "comparison-csv": {
    file: "comparison.csv",
    description: "A line per pair and figure: the ratio, its interval, what may be said of it",
    render: comparisonCsv,
  },
  "timeline-csv": { file: "timeline.csv", description: "A line per second, round, approach", render: timelineCsv },
  hlog: { file: "latency.hlog", description: "Latency per second, as an HdrHistogram log", render: hlog },
} satisfies Record<OneFileName, Reporter>;

/** The files of a result, by default all of them. */
export const renderReports = (
  result: Result,
  names: readonly ReporterName[] = reporterNames,
): { file: string; text: string }[] =>
  names.flatMap((name) =>
    isOneFile(name)
      ? [{ file: reporters[name].file, text: reporters[name].render(result) }]
      : chartFiles(tabulate(result)),
  );

/** The files that stand beside result.json. */
export const renderBeside = (result: Result): { file: string; text: string }[] =>
  renderReports(
    result,
    reporterNames.filter((name) => name !== "json"),
  );
