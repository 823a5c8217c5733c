/**
 * JUnit XML, which GitLab, Jenkins and most CI systems show as tests: a suite per approach, a case per metric. A gated
 * regression is a failure. A check that is inconclusive, or advisory and worse, is skipped with its reason.
 * Source: junit-10.xsd of Jenkins' xUnit plugin.
 */
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { xmlText } from "../xml.js";
import { finding, metricWords, seen } from "./wording.js";

interface Case {
  name: string;
  /** The element inside the case, if it has one. */
  outcome?: { element: "failure" | "skipped"; type: string; message: string };
}

export function junit(report: GateReport): string {
  const suites = suitesOf(report);
  const failures = suites.reduce((sum, { cases }) => sum + countOf(cases, "failure"), 0);
  const tests = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  const totals = `tests="${tests}" failures="${failures}" errors="0" time="${seconds(report)}"`;
  const body = suites.flatMap((suite) => suiteLines(report, suite));
  return `${['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="pushbench gate" ${totals}>`, ...body, "</testsuites>"].join("\n")}\n`;
}

/** The whole gate's verdict is a case of its own, so that failures without a metric show, and so does a gate without checks. */
function suitesOf(report: GateReport): { name: string; cases: Case[] }[] {
  const approaches = [...new Set(report.checks.map(({ approach }) => approach))];
  const failures = report.failures.map(
    ({ code, message }): Case => ({ name: code, outcome: { element: "failure", type: code, message } }),
  );
  const whole: Case = { name: "verdict", ...outcomeOf(report.verdict, report.reason, true) };
  return [
    { name: report.scenario, cases: [whole, ...failures] },
    ...approaches.map((approach) => ({
      name: `${report.scenario}: ${approach}`,
      cases: report.checks.filter((check) => check.approach === approach).map(caseOf),
    })),
  ];
}

const caseOf = (check: GateCheck): Case => ({
  name: metricWords(check.metric),
  ...outcomeOf(check.verdict, finding(check), check.role === "gate"),
});

function outcomeOf(verdict: GateReport["verdict"], message: string, gated: boolean): Pick<Case, "outcome"> {
  if (verdict === "pass") return {};
  if (verdict === "regression" && gated) return { outcome: { element: "failure", type: "regression", message } };
  return { outcome: { element: "skipped", type: gated ? verdict : `advisory ${verdict}`, message } };
}

function suiteLines(report: GateReport, { name, cases }: { name: string; cases: Case[] }): string[] {
  const counts = `tests="${cases.length}" failures="${countOf(cases, "failure")}" errors="0" skipped="${countOf(cases, "skipped")}"`;
  const when = `time="${seconds(report)}" timestamp="${xmlText(report.startedAt.slice(0, 19))}"`;
  const classname = xmlText(name.replace(": ", "."));
  return [
    `  <testsuite name="${xmlText(name)}" ${counts} ${when}>`,
    "    <properties>",
    ...propertiesOf(report).map(([key, value]) => `      <property name="${xmlText(key)}" value="${xmlText(value)}"/>`),
    "    </properties>",
    ...cases.flatMap((one) => caseLines(one, classname)),
    "  </testsuite>",
  ];
}

function caseLines({ name, outcome }: Case, classname: string): string[] {
  const start = `    <testcase classname="${classname}" name="${xmlText(name)}" time="0"`;
  if (outcome === undefined) return [`${start}/>`];
  const { element, type, message } = outcome;
  const text = xmlText(message);
  return [
    `${start}>`,
    `      <${element} type="${xmlText(type)}" message="${text}">${text}</${element}>`,
    "    </testcase>",
  ];
}

const propertiesOf = (report: GateReport): [name: string, value: string][] => [
  ["base", report.base.ref ?? report.base.label],
  ["head", report.head.ref ?? report.head.label],
  ["verdict", report.verdict],
  ["rounds", String(report.rounds)],
  ["seed", String(report.seed)],
  ["command", report.command],
  ["workload-fingerprint", report.workloadFingerprint],
  ["machine-fingerprint", report.machine.fingerprint],
  ...seen(report).map((line): [string, string] => ["seen", line]),
  ...report.machine.lines.map(([name, value]): [string, string] => [`machine: ${name}`, value]),
];

const countOf = (cases: readonly Case[], element: "failure" | "skipped"): number =>
  cases.filter(({ outcome }) => outcome?.element === element).length;

const seconds = ({ minutes }: GateReport): string => (minutes * 60).toFixed(3);
