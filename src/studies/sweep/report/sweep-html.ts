/** sweep.html: what sweep.md says, with all charts, as a page. */
import { counted } from "../../../counted.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import { type PageLink, pageHtml, type Section } from "../../../reporters/html/page.js";
import { list } from "../../../reporters/markdown/words.js";
import { findingsOf } from "../../crossover/findings.js";
import { crossoverAnswers } from "../../crossover/report/answers.js";
import { billCharts } from "../../crossover/report/bill-charts.js";
import { cheaperCharts } from "../../crossover/report/cheaper-charts.js";
import { costLines, ratioTables } from "../../crossover/report/costs.js";
import { ending, machineOf, releaseOf } from "../../study-md.js";
import { pointText } from "../axis.js";
import type { SweepRecord } from "../record.js";
import { sweepAnswer } from "./answer.js";
import { valuesText } from "./axis-scale.js";
import { doubts } from "./doubts.js";
import { gridCharts } from "./grid-charts.js";
import { pointSummaries } from "./points.js";
import { sweepCharts } from "./sweep-charts.js";
import { sweepFigures } from "./sweep-figures.js";
import { figuresNote, sweepMethod } from "./sweep-md.js";
import { figureMarks, tablesOf } from "./tables.js";

export const SWEEP_PAGE = "sweep.html";

/** `directory` is where the study lies; `hasReport` tells whether a point's folder there has its report.html. */
export function sweepHtml(
  record: SweepRecord,
  directory: string,
  hasReport: (folder: string) => boolean = () => false,
): string {
  const { question } = record;
  const [grid, cheaper, over, bill] = [gridCharts, cheaperCharts, sweepCharts, billCharts].map((chartsOf) =>
    chartsOf(record).map(({ figure }) => figure),
  ) as [Figure[], Figure[], Figure[], Figure[]];
  const [first] = [...grid, ...cheaper, ...over];
  const rest = (figures: readonly Figure[]): Figure[] => figures.filter((figure) => figure !== first);
  const findings = findingsOf(record);
  return pageHtml({
    title: `${question.scenario.title}: sweep over ${list(question.axes.map(({ path }) => path))}`,
    question: questionText(record),
    answer: sweepAnswer(record),
    ending: ending(record, directory),
    warnings: orNothing(doubts(record)),
    figure: first,
    sections: [
      {
        title: "Who gets cheaper where",
        figures: [...rest(grid), ...rest(cheaper)],
        text: orNothing(crossoverAnswers(findings)),
        folded: [["The ratio at every point", orNothing(ratioTables(findings))]],
      },
      { title: "What it costs at each point", figures: [...rest(over), ...bill], folded: tables(record) },
      { title: "What stands, and what a delivery adds", text: orNothing(costLines(findings)) },
      { title: "Points", folded: pointSummaries(record), links: linksOf(record, hasReport) },
      {
        title: "Where the figures come from",
        folded: [
          ["How it was measured", sweepMethod(record)],
          ["Machine", machineOf(record)],
        ],
      },
    ],
    footer: releaseOf(record),
  });
}

const orNothing = (text: string): string | undefined => (text === "" ? undefined : text);

function questionText({ question }: SweepRecord): string {
  const { scenario, axes, rounds } = question;
  const names = scenario.approaches.map(({ name }) => name);
  const asked =
    names.length === 1
      ? `what does ${names[0]} cost`
      : `what does each of ${list(names)} cost, and where does one get cheaper than another`;
  const clients = axes.some(({ path }) => path === "clients") ? "" : `, ${counted(scenario.clients, "client")}`;
  return `The question: for this workload (flow ${scenario.flow}, guarantee ${scenario.guarantee}${clients}), over ${list(axes.map(valuesText))}, with ${counted(rounds, "round")} of each point, ${asked}?`;
}

function tables(record: SweepRecord): NonNullable<Section["folded"]> {
  const marks = figureMarks(record);
  return tablesOf(record).map(({ name, markdown }): [string, string] => [
    sweepFigures[name].label,
    [figuresNote(record), markdown, ...marks].join("\n\n"),
  ]);
}

const linksOf = ({ points, question }: SweepRecord, hasReport: (folder: string) => boolean): PageLink[] =>
  points
    .filter(({ folder }) => hasReport(folder))
    .map(({ at, folder }) => ({
      text: `The whole report of ${pointText(question.axes, at)}`,
      path: `${folder}/report.html`,
    }));
