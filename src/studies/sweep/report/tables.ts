/** A table per figure: points as rows, approaches and their ratios to the reference as columns. */
import { marked, markNotes, ratio, UNKNOWN } from "../../../reporters/format.js";
import { asText, code } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import type { PointRecord, SweepRecord } from "../record.js";
import { ratioAt, spreadOf, worstVerdict } from "./cells.js";
import { type SweepFigure, type SweepFigureName, sweepFigureNames, sweepFigures } from "./sweep-figures.js";

/** What every point and approach has, and nobody wants to read where it is the same everywhere. */
const ALL_ALIKE: readonly SweepFigureName[] = ["undelivered", "connectionsPerDelivery"];

/** The tables of all figures that were measured, or of those that a terminal shows. */
export function figureTables(record: SweepRecord, { isShort = false } = {}): string {
  const tables = tablesOf(record)
    .filter(({ name }) => !isShort || (sweepFigures[name] as SweepFigure).isShown)
    .map(({ name, markdown }) => `${heading(name, isShort)}\n\n${markdown}`);
  return [...tables, ...figureMarks(record)].join("\n\n");
}

export const tablesOf = (record: SweepRecord): { name: SweepFigureName; markdown: string }[] =>
  sweepFigureNames
    .filter((name) => isTold(record, name))
    .map((name) => ({ name, markdown: figureTable(record, name) }));

/** What the marks in them mean. */
export const figureMarks = (record: SweepRecord): string[] =>
  markNotes(record.points.flatMap((point) => namesOf(record).map((name) => worstVerdict(point, name))));

const heading = (name: SweepFigureName, isShort: boolean): string =>
  isShort ? `**${sweepFigures[name].label}**` : `### ${sweepFigures[name].label}`;

const namesOf = ({ question }: SweepRecord): string[] => question.scenario.approaches.map(({ name }) => name);

function isTold(record: SweepRecord, name: SweepFigureName): boolean {
  const values = record.points.flatMap((point) =>
    namesOf(record).flatMap((approach) => spreadOf(point, approach, name)?.high ?? []),
  );
  return ALL_ALIKE.includes(name) ? values.some((value) => value !== 0) : values.length > 0;
}

function figureTable(record: SweepRecord, name: SweepFigureName): string {
  const { axes, reference } = record.question;
  const figure: SweepFigure = sweepFigures[name];
  const approaches = namesOf(record);
  const others = figure.isCompared ? approaches.filter((approach) => approach !== reference) : [];
  const header = [
    ...axes.map(({ path }) => asText(path)),
    ...approaches.map(code),
    ...others.map((other) => `${code(other)} ÷ ${code(reference)}`),
  ];
  const rows = record.points.map((point) => [
    ...point.at.map((value) => asText(String(value))),
    ...approaches.map((approach) => figureCell(point, approach, name)),
    ...others.map((other) => ratio(ratioAt(point, [other, reference], name))),
  ]);
  return table(header, rows, { wordColumns: axes.length });
}

/** The middle and the range of the rounds. */
export function figureCell(point: PointRecord, approach: string, name: SweepFigureName): string {
  const spread = spreadOf(point, approach, name);
  if (spread === undefined) return UNKNOWN;
  const { format } = sweepFigures[name];
  const [middle, low, high] = [spread.median, spread.low, spread.high].map((value) => format(value));
  const text = low === high ? middle! : `${middle} (${low}–${high})`;
  return marked(text, worstVerdict(point, approach));
}
