/** How claims are told: what a measure compares, what was seen, where the bounds lie, and the verdict as sentences. Plain text. */
import { counted } from "../../counted.js";
import { number, percent, UNKNOWN, within } from "../../reporters/format.js";
import { list } from "../../reporters/markdown/words.js";
import type { Measure, Range } from "../claim-schema.js";
import { metricOf } from "../metrics.js";
import { atText } from "../points.js";
import type { ClaimRecord, MeasureRecord } from "../record.js";
import type { Outcome } from "../verdict.js";

export const NO_EVIDENCE =
  "This was played with --quick: one short round of everything. It shows that all works, and it is no evidence for or against any claim.";

const sideText = ({ approach, at }: { approach: string; at?: Record<string, unknown> | undefined }): string =>
  at === undefined ? approach : `${approach} at ${atText(at as never)}`;

/** "latency p50: webhook ÷ websocket". */
export function comparedText(measure: Measure): string {
  switch (measure.kind) {
    case "ratio":
      return `${metricOf(measure.metric).label}: ${sideText(measure.of)} ÷ ${sideText(measure.to)}`;
    case "difference":
      return `${metricOf(measure.metric).label}: ${sideText(measure.of)} − ${sideText(measure.to)}`;
    case "level":
      return `${metricOf(measure.metric).label} of ${sideText(measure.of)}`;
    case "crossover":
      return `${measure.currency}: ${measure.rare} cheaper where events are rare, ${measure.frequent} where they are frequent`;
    case "capacity":
      return `capacity: ${measure.of} ÷ ${measure.to}`;
    case "count":
      return `${measure.what}: ${measure.of} ÷ ${measure.to}`;
  }
}

/** How a value of the measure is written. */
export function formatOf(measure: Measure): (value: number) => string {
  switch (measure.kind) {
    case "difference":
    case "level": {
      const { format } = metricOf(measure.metric);
      return (value) => (value < 0 ? `−${format(-value)}` : format(value));
    }
    case "crossover":
      return (value) => `${number(value)} events/s`;
    default:
      return (value) => `${number(value)}×`;
  }
}

/** "2.31× (2.10×–2.58×)", or why there is no number. */
export function seenText({ measure, observed, said }: MeasureRecord): string {
  if (observed === undefined) return said ?? UNKNOWN;
  if (measure.kind === "crossover" && said !== undefined) return said;
  const { estimate, low, high } = observed;
  const isRange = low !== undefined && high !== undefined && low !== high;
  const text = within(formatOf(measure), estimate, isRange ? { low, high } : undefined);
  return said === undefined ? text : `${text}, ${said}`;
}

/** "6 rounds, interval of 96.9 %". */
export function sampleText({ rounds, leftOut = 0, observed }: MeasureRecord): string {
  if (rounds === undefined) return observed === undefined ? UNKNOWN : "counted";
  const confidence = observed?.confidence;
  return [
    counted(rounds, "round"),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
    ...(confidence === undefined ? [] : [`interval of ${percent(confidence)}`]),
  ].join(", ");
}

/** "holds from 2× on, fails up to 1.25×". */
export function boundsText(measure: Measure): string {
  if (measure.kind === "crossover")
    return "holds with a crossing in this direction, fails with another or with none in range";
  const format = formatOf(measure);
  return `holds ${rangeText(measure.confirms, format)}, fails ${rangeText(measure.refutes, format)}`;
}

function rangeText({ atLeast, atMost }: Range, format: (value: number) => string): string {
  if (atLeast !== undefined && atMost !== undefined)
    return atLeast === atMost ? `at ${format(atLeast)}` : `from ${format(atLeast)} to ${format(atMost)}`;
  return atLeast === undefined ? `up to ${format(atMost!)}` : `from ${format(atLeast)} on`;
}

export const verdictWords = {
  confirmed: "Confirmed",
  refuted: "Refuted",
  depends: "It depends",
  "not measurable here": "Not measurable here",
  undecided: "Undecided",
} as const;

/** The verdict with the conditions that it has, and the number behind each. */
export function verdictText({ verdict, measures, notMeasurable }: ClaimRecord): string {
  const head = `${verdictWords[verdict]}.`;
  if (notMeasurable !== undefined) return `${head} ${notMeasurable}`;
  const told: [Outcome, string][] = [
    ["holds", "It holds when"],
    ["fails", "It does not hold when"],
    ["unsure", "Nobody can tell when"],
    ["between", "It is neither shown nor refuted when"],
    ["no interval", "There is no interval when"],
    ["unmeasured", "It was not measured when"],
    ["not here", "This machine cannot show it when"],
  ];
  const sentences = told.flatMap(([outcome, begin]) => {
    const its = measures.filter((one) => one.outcome === outcome);
    return its.length === 0 ? [] : [`${begin} ${list(its.map((one) => `${one.measure.when} (${seenText(one)})`))}.`];
  });
  return [head, ...sentences].join(" ");
}
