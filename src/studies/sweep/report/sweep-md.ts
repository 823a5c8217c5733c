/** sweep.md: charts, a table per figure, what follows from them, what casts doubt on them, and how it was measured. */
import { counted } from "../../../counted.js";
import { svgFile } from "../../../reporters/charts/drawing.js";
import { asText, code, list } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import { ending, provenance, section } from "../../study-md.js";
import { pointText } from "../axis.js";
import type { SweepRecord } from "../record.js";
import { sweepAnswer } from "./answer.js";
import { clocksNote } from "./charted-figures.js";
import { doubts } from "./doubts.js";
import { type Chart, charts, type Section, sections } from "./hooks.js";
import { figureTables } from "./tables.js";

export interface ReportParts {
  sections: readonly Section[];
  charts: typeof charts;
}

interface File {
  file: string;
  text: string;
}

/** All that is rendered for people: sweep.md and its charts. `directory` is where the study lies, for whoever wants to go on. */
export function sweepReport(record: SweepRecord, directory: string, parts: ReportParts = { sections, charts }): File[] {
  const drawn = parts.charts.flatMap((chartsOf) => chartsOf(record)).map((chart) => ofItsOwn(chart, record));
  const [first, ...others] = drawn.map(shown);
  const { question } = record;
  const body = [
    `# ${asText(question.scenario.title)}: sweep over ${list(question.axes.map(({ path }) => asText(path)))}`,
    sweepAnswer(record),
    ending(record, directory),
    first,
    ...parts.sections.map(({ title, render }) => section(title, render(record))),
    section("Figures", figures(record)),
    section("Charts", others.join("\n\n")),
    section("What casts doubt on it", doubts(record)),
    section("How it was measured", sweepMethod(record)),
    section("Points", pointsOf(record)),
    ...provenance(record),
  ];
  const text = `${body.filter((part) => part !== undefined).join("\n\n")}\n`;
  return [{ file: "sweep.md", text }, ...drawn.map(({ file, figure }) => ({ file, text: svgFile(figure) }))];
}

/** A file may lie anywhere, so it says of which scenario it is. */
const ofItsOwn = ({ file, figure }: Chart, { question }: SweepRecord): Chart => ({
  file,
  figure: { ...figure, title: `${question.scenario.title}: ${figure.title}` },
});

const shown = ({ file, figure: { title, finding } }: Chart): string =>
  `![${asText(title)}. ${asText(finding)}](${file})`;

const figures = (record: SweepRecord): string => `${figuresNote(record)}\n\n${figureTables(record)}`;

/** How their tables are read. */
export function figuresNote({ question: { reference, scenario } }: SweepRecord): string {
  const compared =
    scenario.approaches.length < 2
      ? ""
      : ` A ratio is divided by ${code(reference)}, paired by round, with its exact 95 % interval; each holds for itself, so one in twenty leaves 1 out by chance.`;
  return `The median of the rounds, and in brackets the lowest and the highest of them.${compared}`;
}

export function sweepMethod(record: SweepRecord): string {
  const { question, points } = record;
  const clocks = clocksNote(record);
  const { axes, rounds, scenario, generators } = question;
  const settled = points.filter(({ plan }) => plan?.settle !== undefined);
  const lines = [
    `**Points:** ${points.length}, over ${list(axes.map(({ path, spacing, values }) => `${asText(path)} (${values.length} values, ${spacing})`))}.`,
    `**Rounds:** ${rounds} of each point, each a bench with fresh processes in which all approaches take turns. In a round all points have their turn in an order drawn anew (seed ${scenario.run.seed}).`,
    ...(settled.length === 0
      ? []
      : [
          `**Idle connections:** at ${counted(settled.length, "point")} events are so rare that connections may close between them. There, each approach concerned first played, unmeasured, what leaves as many connections open as the point has in the long run, and then its whole window in one turn (docs/sweep.md).`,
        ]),
    `**Load:** flow ${scenario.flow}, ${scenario.guarantee}, ${counted(scenario.clients, "client")}, payload ${scenario.payload.template}, ${counted(generators, "generator process", "generator processes")}, where no axis says otherwise.`,
    ...(clocks === undefined ? [] : [`**Clocks:** ${clocks}`]),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Where each point's own result lies, and how long its window was. */
const pointsOf = ({ question, points }: SweepRecord): string =>
  table(
    ["point", "result", "rounds", "window", "played before it"],
    points.map(({ at, folder, rounds, plan }) => [
      asText(pointText(question.axes, at)),
      code(folder),
      `${rounds.length}`,
      plan === undefined ? "" : `${plan.scenario.run.measureSeconds} s`,
      plan?.settle === undefined ? "" : `${plan.settle.seconds} s`,
    ]),
    { wordColumns: 2 },
  );
