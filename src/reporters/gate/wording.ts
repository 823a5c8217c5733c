/**
 * A gate's findings in words: what got worse, by how much, how certain that is, and what to run to see it. All formats for people
 * use these sentences, so that they say the same.
 */

import {
  type GateCheck,
  type GateReason,
  type GateReport,
  type GateUnit,
  type GateVerdict,
  NOT_MEASURED,
} from "../../gate/gate-report.js";
import { metricWords } from "../../gate/metric-words.js";
import { bytes, count, duration, number, perSecond, ratio, UNKNOWN } from "../format.js";

export { metricWords };

export const verdictWords = {
  pass: "Pass",
  regression: "Regression",
  inconclusive: "Inconclusive",
} as const satisfies Record<GateVerdict, string>;

const formats = {
  ns: duration,
  bytes,
  "per-second": perSecond,
  ratio: (value) => ratio({ ratio: value }),
} satisfies Record<GateUnit, (value: number | undefined) => string>;

export const figure = (value: number | undefined, unit: GateUnit): string => formats[unit](value);

/** "+7.3 %" for the ratio 1.073. */
export function change(ratio: number | undefined): string {
  if (ratio === undefined) return UNKNOWN;
  const percent = (ratio - 1) * 100;
  const rounded = Math.abs(percent) < 99.95 ? Math.abs(percent).toFixed(1) : count(Math.abs(percent));
  const sign = Number(rounded.replaceAll(",", "")) === 0 ? "±" : percent > 0 ? "+" : "−";
  return `${sign}${rounded} %`;
}

/** "2 %" for the share 0.02. */
export const share = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : `${Number((value * 100).toPrecision(3))} %`;

/** "+5.1 % to +9.6 %". It is unknown with too few rounds. */
export const interval = ({ low, high }: GateCheck): string =>
  low === undefined || high === undefined ? UNKNOWN : `${change(low)} to ${change(high)}`;

/** "webhook, service CPU per delivery" */
export const subject = ({ approach, metric }: Pick<GateCheck, "approach" | "metric">): string =>
  `${oneLine(approach)}, ${metricWords(oneLine(metric))}`;

/**
 * A check in one to three sentences: from which level to which, and by how much; why it has this verdict; how certain that
 * is, or what would make it certain.
 */
export function finding(check: GateCheck): string {
  const { unit, base, head, ratio, verdict, confidence } = check;
  const about = subject(check);
  const why = sentence(check.reason);
  if (ratio === undefined) return `${about}: ${oneLine(check.reason)}.`;
  const moved = ratio === 1 ? "unchanged" : `${change(ratio).slice(1)} ${ratio > 1 ? "higher" : "lower"}`;
  const range = confidence === undefined ? "" : ` (${share(confidence)} interval ${interval(check)})`;
  const figures = `${about} is ${moved}, ${figure(base, unit)} → ${figure(head, unit)}${range}.`;
  const more = verdict === "regression" ? sureness(check) : verdict === "inconclusive" ? roundsNeeded(check) : "";
  return [figures, why, more].filter((part) => part !== "").join(" ");
}

/** Reasons are written so that they can stand after a colon. This makes a sentence of one. */
function sentence(reason: string): string {
  const text = oneLine(reason).replace(/\.$/, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What the p-value says. The words do not confuse it with the chance that the verdict is wrong. */
function sureness({ p, tolerance }: GateCheck): string {
  if (p === undefined) return "";
  const most = p < 0.0001 ? "fewer than 0.01 %" : `at most ${share(p)}`;
  return `If the true change were within the tolerated ${share(tolerance)}, chance would show this in ${most} of gates.`;
}

const roundsNeeded = ({ roundsToDecide }: GateCheck): string =>
  roundsToDecide === undefined ? "" : `About ${count(roundsToDecide)} rounds would decide it.`;

/** A gate may fail without a regression. Then the word names what fails and does not blame the change. */
export function verdictWord({ verdict, checks, failures }: GateReport): string {
  const isWorse = checks.some((check) => check.role === "gate" && check.verdict === "regression");
  if (verdict !== "regression" || isWorse || failures.length === 0) return verdictWords[verdict];
  const ofHead = failures.filter(({ inBase }) => !inBase);
  if (ofHead.length === 0) return "Failure in base and head alike";
  return ofHead.every(({ code }) => code === "objective-missed") ? "Objective missed" : verdictWords[verdict];
}

/** "Regression: chat, main (1a2b3c4) → fix-it (5d6e7f8)" */
export function headline(report: GateReport): string {
  return `${verdictWord(report)}: ${oneLine(report.scenario)}, ${armWords(report.base)} → ${armWords(report.head)}`;
}

const SHOWN_REF_LENGTH = 12;

export function armWords({ label, ref }: GateReport["base"]): string {
  const name = oneLine(label);
  return ref === undefined || ref === label ? name : `${name} (${oneLine(ref).slice(0, SHOWN_REF_LENGTH)})`;
}

/** What a reader must see first: the failures, then the gated checks that have the report's verdict, the largest first. */
export function findings(report: GateReport): string[] {
  const failures = report.failures
    .filter(({ message }) => !oneLine(report.reason).endsWith(oneLine(message))) // it already stands above
    .map(({ code, message }) => `${oneLine(code)}: ${oneLine(message)}`);
  if (report.verdict === "pass") return failures;
  const decisive = report.checks.filter(({ role, verdict }) => role === "gate" && verdict === report.verdict);
  const told = decisive.filter(({ ratio }) => ratio !== undefined).sort((a, b) => distance(b) - distance(a));
  const areNamed = report.failures.some(({ code }) => code === NOT_MEASURED);
  return [...failures, ...told.map(finding), ...(areNamed ? [] : withoutFigures(decisive))];
}

/** Checks without a figure usually share one reason, so they get a line per approach and reason. */
function withoutFigures(checks: readonly GateCheck[]): string[] {
  const lines = new Map<string, { about: string; metrics: string[]; reason: string }>();
  for (const { approach, metric, ratio, reason } of checks) {
    if (ratio !== undefined) continue;
    const key = JSON.stringify([approach, reason]);
    const line = lines.get(key) ?? { about: oneLine(approach), metrics: [], reason: oneLine(reason) };
    lines.set(key, { ...line, metrics: [...line.metrics, metricWords(oneLine(metric))] });
  }
  return [...lines.values()].map(({ about, metrics, reason }) => `${about}, ${metrics.join(", ")}: ${reason}.`);
}

/** What the clients saw go wrong, with a line per approach and arm: "webhook, head: 404 Not Found × 1,204". */
export function seen({ reasons }: GateReport): string[] {
  const lines = new Map<string, GateReason[]>();
  for (const one of reasons) {
    const about = `${oneLine(one.approach)}, ${one.arm}`;
    lines.set(about, [...(lines.get(about) ?? []), one]);
  }
  return [...lines].map(([about, all]) => `${about}: ${reasonsInWords(all)}`);
}

const SHOWN_REASONS = 5;

function reasonsInWords(all: readonly GateReason[]): string {
  const shown = all.slice(0, SHOWN_REASONS).map(({ reason, count: times }) => `${oneLine(reason)} × ${count(times)}`);
  const rest = all.slice(SHOWN_REASONS).reduce((sum, { count: times }) => sum + times, 0);
  return [...shown, ...(rest > 0 ? [`others × ${count(rest)}`] : [])].join(", ");
}

const distance = ({ ratio }: GateCheck): number => Math.abs(Math.log(ratio ?? 1));

/** "24 rounds in 6.2 minutes, looked at twice" */
export function effort({ rounds, minutes, looks }: GateReport): string {
  const times = looks === 1 ? "once" : looks === 2 ? "twice" : `${looks} times`;
  return `${count(rounds)} round${rounds === 1 ? "" : "s"} in ${number(minutes)} minutes, looked at ${times}`;
}

/** Names of branches and approaches come from outside, so none may begin a new line or move a cursor. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, " ").trim();
