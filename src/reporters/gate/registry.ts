/** Every format of a gate's report, one entry each. */
import type { GateReport } from "../../gate/gate-report.js";
import type { Section } from "../html/page.js";
import { annotations } from "./annotations.js";
import { bencher } from "./bencher.js";
import { comment } from "./comment.js";
import { type GateReporterName, gateReporterNames } from "./gate-reporter-names.js";
import { biggerIsBetter, smallerIsBetter } from "./github-action-benchmark.js";
import { goBenchmark } from "./go-benchmark.js";
import { html } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { openMetrics } from "./openmetrics.js";
import { terminal } from "./terminal.js";

export interface GateReporter {
  /** The file's name in the gate's folder. */
  file: string;
  description: string;
  /** It is pure: the same report always gives the same text. The trend is that of earlier gates, for formats that show it. */
  render(report: GateReport, trend?: Section): string;
}

export const gateReporters = {
  json: { file: "gate.json", description: "The report itself, which all others are rendered from", render: json },
  terminal: { file: "gate.txt", description: "What the gate prints", render: terminal },
  markdown: { file: "gate.md", description: "The summary page of a job on GitHub", render: markdown },
  html: {
    file: "gate.html",
    description: "A page that needs nothing else: base against head as charts, with the trend",
    render: html,
  },
  comment: { file: "comment.md", description: "The body of a pull request's comment", render: comment },
  annotations: { file: "annotations.txt", description: "A workflow command of GitHub Actions", render: annotations },
  junit: { file: "junit.xml", description: "JUnit XML, as CI systems show tests", render: junit },
  "github-action-benchmark-smaller": {
    file: "github-action-benchmark-smaller.json",
    description: "For github-action-benchmark: metrics where smaller is better",
    render: smallerIsBetter,
  },
  "github-action-benchmark-bigger": {
    file: "github-action-benchmark-bigger.json",
    description: "For github-action-benchmark: metrics where bigger is better",
    render: biggerIsBetter,
  },
  bencher: { file: "bencher.json", description: "Bencher Metric Format", render: bencher },
  openmetrics: {
    file: "metrics.txt",
    description: "OpenMetrics text, for GitLab's metrics report",
    render: openMetrics,
  },
  "go-benchmark": { file: "gate.bench", description: "Go benchmark text, for benchstat", render: goBenchmark },
} satisfies Record<GateReporterName, GateReporter>;

/** All files of a gate. */
export const renderGateReports = (report: GateReport, trend?: Section): { file: string; text: string }[] =>
  gateReporterNames.map((name) => {
    const { file, render }: GateReporter = gateReporters[name];
    return { file, text: render(report, trend) };
  });
