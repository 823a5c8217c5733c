/** What is made of a study.json. A kind of study is one line here. */
import { PushbenchError } from "../errors.js";
import { code } from "../reporters/markdown/words.js";
import type { CapacityRecord } from "../studies/capacity/record.js";
import { capacityChart } from "../studies/capacity/report/capacity-chart.js";
import { capacityCsv } from "../studies/capacity/report/capacity-csv.js";
import { capacityMarkdown } from "../studies/capacity/report/capacity-md.js";
import { capacityText, intervalText } from "../studies/capacity/report/words.js";
import { parseCapacity } from "../studies/capacity/study-schema.js";
import { findingsOf } from "../studies/crossover/findings.js";
import { crossoverSentences } from "../studies/crossover/report/sentences.js";
import type { SweepRecord } from "../studies/sweep/record.js";
import { sweepCsv } from "../studies/sweep/report/sweep-csv.js";
import { sweepReport } from "../studies/sweep/report/sweep-md.js";
import { parseSweep } from "../studies/sweep/sweep-schema.js";
import { markdownPage } from "./markdown-page.js";
import type { Shown } from "./shown.js";

type ShownBy = (text: string, id: string, directory: string) => Shown;

const studies = new Map<string, ShownBy>([
  ["sweep", (text, id, directory) => shownSweep(parseSweep(text, id), directory)],
  ["capacity", (text, id, directory) => shownCapacity(parseCapacity(text, id), directory)],
]);

/** `directory` is where the study lies, for whoever wants to go on. Throws PushbenchError study-invalid. */
export function shownStudy(text: string, id: string, directory: string): Shown {
  const shownBy = studies.get(kindOf(text) ?? "sweep"); // where it does not say, the reader of one says what is wrong
  if (shownBy !== undefined) return shownBy(text, id, directory);
  throw new PushbenchError("study-invalid", `${id} is of a kind of study that this pushbench does not know.`, {
    hint: `It shows these: ${[...studies.keys()].join(", ")}. Use the pushbench that played it.`,
  });
}

function kindOf(text: string): string | undefined {
  try {
    const { study } = JSON.parse(text) as { study?: unknown };
    return typeof study === "string" ? study : undefined;
  } catch {
    return undefined;
  }
}

function shownSweep(record: SweepRecord, directory: string): Shown {
  return {
    answer: () => firstSentence(crossoverSentences(findingsOf(record))),
    page: "sweep.html",
    files: () => {
      const rendered = sweepReport(record, directory);
      return [
        { file: "sweep.html", render: () => markdownPage(rendered[0]!.text) },
        { file: "sweep.csv", render: () => sweepCsv(record) },
        ...rendered.map(({ file, text }) => ({ file, render: () => text })),
      ];
    },
  };
}

function shownCapacity(record: CapacityRecord, directory: string): Shown {
  const carries = record.answers.map(({ approach, answer }) =>
    answer.kind === "found"
      ? `${code(approach)} carries ${capacityText(answer)} (${intervalText(answer)})`
      : `${code(approach)}: ${capacityText(answer)}`,
  );
  return {
    page: "capacity.html",
    answer: () => (carries.length === 0 ? "Nothing was played yet." : `${carries.join("; ")}.`),
    files: () => [
      { file: "capacity.html", render: () => markdownPage(capacityMarkdown(record, directory)) },
      { file: "capacity.md", render: () => capacityMarkdown(record, directory) },
      { file: "capacity.csv", render: () => capacityCsv(record) },
      ...capacityChart(record).map(({ file, text }) => ({ file, render: () => text })),
    ],
  };
}

/** Of the first list in it, with the heading of that list; or its first paragraph. */
function firstSentence(markdown: string): string {
  const paragraphs = markdown.split("\n\n");
  const at = paragraphs.findIndex((one) => one.startsWith("- "));
  if (at < 0) return paragraphs[0]!;
  const item = paragraphs[at]!.split("\n")[0]!.slice(2);
  return at === 0 ? item : `${paragraphs[at - 1]!} ${item}`;
}
