/** Makes everything of a study.json. A kind of study is one line here. */
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { blocksOf, itemsOf } from "../reporters/markdown/blocks.js";
import { capacityFiles } from "../studies/capacity/report/capacity-files.js";
import { CAPACITY_PAGE } from "../studies/capacity/report/capacity-html.js";
import { answerSentences } from "../studies/capacity/report/capacity-md.js";
import { parseCapacity } from "../studies/capacity/study-schema.js";
import { sweepAnswer } from "../studies/sweep/report/answer.js";
import { sweepFiles } from "../studies/sweep/report/sweep-files.js";
import { SWEEP_PAGE } from "../studies/sweep/report/sweep-html.js";
import { parseSweep } from "../studies/sweep/sweep-schema.js";
import type { Shown } from "./shown.js";

export interface StudyPlace {
  /** As errors call its file. */
  id: string;
  /** Where it lies, for whoever wants to go on. */
  directory: string;
  /** Whether a folder, relative to the study's, has a result: its page can be shown. */
  hasResult(folder: string): boolean;
}

type ShownBy = (text: string, place: StudyPlace) => Shown;

const studies = new Map<string, ShownBy>([
  ["sweep", (text, place) => shownBy(parseSweep(text, place.id), place, [SWEEP_PAGE, sweepAnswer, sweepFiles])],
  [
    "capacity",
    (text, place) => shownBy(parseCapacity(text, place.id), place, [CAPACITY_PAGE, answerSentences, capacityFiles]),
  ],
]);

/** Throws PushbenchError study-invalid. */
export function shownStudy(text: string, place: StudyPlace): Shown {
  const show = studies.get(kindOf(text) ?? "sweep"); // where it does not say, the reader of one says what is wrong
  if (show !== undefined) return show(text, place);
  throw new PushbenchError("study-invalid", `${place.id} is of a kind of study that this pushbench does not know.`, {
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

type Reports<Kind> = readonly [
  page: string,
  answerOf: (record: Kind) => string,
  filesOf: (
    record: Kind,
    directory: string,
    hasReport: StudyPlace["hasResult"],
  ) => readonly { file: string; text: string }[],
];

const shownBy = <Kind>(record: Kind, place: StudyPlace, [page, answerOf, filesOf]: Reports<Kind>): Shown => ({
  answer: () => firstLine(answerOf(record)),
  page,
  files: () =>
    filesOf(record, place.directory, (folder) => place.hasResult(path.posix.normalize(folder))).map(
      ({ file, text }) => ({ file, render: () => text }),
    ),
});

/** The first item of a list, or the first paragraph. */
function firstLine(markdown: string): string {
  const [first] = blocksOf(markdown);
  if (first === undefined) return "";
  return first.kind === "list" ? itemsOf(first.lines)[0]! : first.lines.join(" ");
}
