/** Two results side by side as a page: what `pushbench compare` says, with its pictures. */
import type { Result } from "../../result/result.js";
import { pageHtml } from "../html/page.js";
import { labelled } from "../labelled.js";
import { endingLine } from "../markdown/ending.js";
import { machine } from "../markdown/provenance.js";
import { roundRows } from "../rows.js";
import type { BeforeAfter } from "./before-after.js";
import { isLevel } from "./compared-names.js";
import { byRoundFigures, ratiosFigure } from "./figures.js";
import { differencesText, figuresTable, notesOf, onlyLines } from "./text.js";
import { answerOf, warningsOf } from "./words.js";

/** `comparison` is that of the two results. */
export function comparePage(older: Result, newer: Result, comparison: BeforeAfter): string {
  const [levels, counts] = [true, false].map((wanted) =>
    comparison.figures.filter(({ metric }) => isLevel(metric) === wanted),
  );
  const notes = notesOf(comparison.figures);
  const others = onlyLines(comparison);
  const rounds = { before: roundRows(labelled(older)), after: roundRows(labelled(newer)) };
  return pageHtml({
    title: `Before and after: ${titleOf(older, newer)}`,
    question: `The question: what changed from the run of ${runWords(older)} to the run of ${runWords(newer)}?`,
    answer: `${answerOf(comparison)}\n\n${comparison.warning}`,
    ending: endings(older, newer),
    warnings: warningLines(older, newer, comparison),
    figure: ratiosFigure(comparison),
    sections: [
      {
        title: "Before and after",
        text: textOf([levels!.length === 0 ? [] : [figuresTable(levels!)], notes, others].flat()),
        folded: [["Counts over all rounds", counts!.length === 0 ? undefined : figuresTable(counts!)]],
      },
      { title: "By round", figures: byRoundFigures(rounds) },
      { title: "What differs between the runs", text: differencesText(comparison) },
      {
        title: "The machines",
        folded: [
          ["Before", machine(older)],
          ["After", machine(newer)],
        ],
      },
    ],
    footer: `pushbench compare: ${older.pushbenchVersion}, ${older.startedAt}; ${newer.pushbenchVersion}, ${newer.startedAt}`,
  });
}

const textOf = (parts: readonly string[]): string | undefined => (parts.length === 0 ? undefined : parts.join("\n\n"));

const titleOf = (older: Result, newer: Result): string =>
  [...new Set([older.scenario.title, newer.scenario.title])].join(" / ");

const runWords = ({ startedAt, pushbenchVersion, rounds }: Result): string =>
  `${startedAt} (pushbench ${pushbenchVersion}, ${rounds.length} round${rounds.length === 1 ? "" : "s"})`;

function endings(older: Result, newer: Result): string | undefined {
  const lines = [
    ["Before", endingLine(older)],
    ["After", endingLine(newer)],
  ].flatMap(([side, line]) => (line === undefined ? [] : [`${side}: ${line}`]));
  return textOf(lines);
}

function warningLines(older: Result, newer: Result, comparison: BeforeAfter): string | undefined {
  const lines = [
    ...warningsOf(comparison),
    ...(Date.parse(newer.startedAt) < Date.parse(older.startedAt)
      ? ["The run that is called “after” was made first: what became more here became less in the course of time."]
      : []),
  ];
  return lines.length === 0 ? undefined : lines.map((line) => `- ${line}`).join("\n");
}
