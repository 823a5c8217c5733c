/** Two runs side by side as Markdown: what the terminal shows, and the tables of the page. */
import { tableOfFigures } from "../figures/table.js";
import { marked, markNotes, percent, ratio as ratioText } from "../format.js";
import { asText } from "../markdown/words.js";
import { table } from "../markdown-table.js";
import type { BeforeAfter, ComparedFigure } from "./before-after.js";
import { answerOf, labelOf, warningsOf } from "./words.js";

export function renderBeforeAfter(comparison: BeforeAfter): string {
  const { figures, onlyBefore, onlyAfter, warning } = comparison;
  const warnings = warningsOf(comparison);
  const parts = [
    warning,
    answerOf(comparison),
    ...(warnings.length === 0 ? [] : [warnings.map((line) => `- ${line}`).join("\n")]),
    differencesText(comparison),
    ...(figures.length === 0 ? [] : [figuresTable(figures), ...notesOf(figures)]),
    ...onlyLines({ onlyBefore, onlyAfter }),
  ];
  return `${parts.join("\n\n")}\n`;
}

export const differencesText = ({ differences }: BeforeAfter): string =>
  differences.length === 0
    ? "Same machine, scenario and schedule."
    : `Differs between the runs:\n\n${table(
        ["", "before", "after"],
        differences.map((one) => [one.what, one.before, one.after].map(asText)),
      )}`;

export const figuresTable = (figures: readonly ComparedFigure[]): string =>
  table(
    ["", "before", "after", "after ÷ before"],
    figures.map(({ approach, metric, before, after, beforeVerdict, afterVerdict, ratio, low, high }) => [
      `\`${approach}\` ${labelOf(metric)}`,
      marked(tableOfFigures[metric].format(before), beforeVerdict),
      marked(tableOfFigures[metric].format(after), afterVerdict),
      ratioText({ ratio, ...(low !== undefined && high !== undefined && { low, high }) }),
    ]),
  );

/** What stands in brackets, and what the marks mean. */
export function notesOf(figures: readonly ComparedFigure[]): string[] {
  const confidences = figures.flatMap(({ confidence }) => confidence ?? []);
  const marks = markNotes(figures.flatMap((one) => [one.beforeVerdict, one.afterVerdict]));
  if (confidences.length === 0) return marks;
  return [
    `In brackets the exact rank-sum interval at ${percent(Math.min(...confidences))} over the rounds of both runs. It knows how the rounds scatter, and nothing of what drifted between the runs.`,
    ...marks,
  ];
}

export const onlyLines = ({ onlyBefore, onlyAfter }: Pick<BeforeAfter, "onlyBefore" | "onlyAfter">): string[] => [
  ...(onlyBefore.length === 0 ? [] : [`Only before: ${onlyBefore.map(asText).join(", ")}.`]),
  ...(onlyAfter.length === 0 ? [] : [`Only after: ${onlyAfter.map(asText).join(", ")}.`]),
];
