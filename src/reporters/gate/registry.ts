/** Every format of a gate's report, one entry each. */
import type { GateReport } from "../../gate/gate-report.js";
import { annotations } from "./annotations.js";
import { bencher } from "./bencher.js";
import { comment } from "./comment.js";
import { type GateReporterName, gateReporterNames } from "./gate-reporter-names.js";
import { biggerIsBetter, smallerIsBetter } from "./github-action-benchmark.js";
import { goBenchmark } from "./go-benchmark.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { openMetrics } from "./openmetrics.js";
import { terminal } from "./terminal.js";

export interface GateReporter {
  /** The file's name in the gate's folder. */
  file: string;
  description: string;
  /** It is pure: the same report always gives the same text. */
  render(report: GateReport): string;
}

export const gateReporters = {
  json: { file: "gate.json", description: "The report itself, which all others are rendered from", render: json },
  terminal: { file: "gate.txt", description: "What the gate prints", render: terminal },
  markdown: { file: "gate.md", description: "The summary page of a job on GitHub", render: markdown },
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

/** The files of a gate, by default all of them. */
export const renderGateReports = (
  report: GateReport,
  names: readonly GateReporterName[] = gateReporterNames,
): { file: string; text: string }[] =>
  names.map((name) => ({ file: gateReporters[name].file, text: gateReporters[name].render(report) }));
