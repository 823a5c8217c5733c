/** capacity.html: what capacity.md says, with its charts, as a page. */
import { counted } from "../../../counted.js";
import { type PageLink, pageHtml } from "../../../reporters/html/page.js";
import { list } from "../../../reporters/markdown/words.js";
import { ending, machineOf, releaseOf } from "../../study-md.js";
import type { CapacityRecord } from "../record.js";
import { capacityFigure } from "./capacity-chart.js";
import { answerSentences, answersTable, capacityMethod, doubts, limitsOf, traceOf } from "./capacity-md.js";
import { capacityRatiosFigure } from "./ratios-figure.js";
import { outcomeWords } from "./words.js";

export const CAPACITY_PAGE = "capacity.html";

/** `directory` is where the study lies; `hasReport` tells whether a trial's folder there has its report.html. */
export function capacityHtml(
  record: CapacityRecord,
  directory: string,
  hasReport: (folder: string) => boolean = () => false,
): string {
  const { question, answers: found } = record;
  const casting = doubts(record);
  return pageHtml({
    title: `${question.scenario.title}: capacity`,
    question: questionText(record),
    answer: answerSentences(record),
    ending: ending(record, directory),
    warnings: casting === "" ? undefined : casting,
    figure: capacityFigure(record),
    sections: [
      {
        title: "Capacities",
        figures: [capacityRatiosFigure(record)],
        text: found.length === 0 ? undefined : answersTable(record),
      },
      { title: "Trials", folded: trialsOf(record), links: linksOf(record, hasReport) },
      {
        title: "Where the figures come from",
        folded: [
          ["How it was measured", capacityMethod(record)],
          ["Machine", machineOf(record)],
        ],
      },
    ],
    footer: releaseOf(record),
  });
}

function questionText(record: CapacityRecord): string {
  const { scenario } = record.question;
  const names = scenario.approaches.map(({ name }) => name);
  const asked = names.length === 1 ? `does ${names[0]} carry` : `does each of ${list(names)} carry`;
  return `The question: how many events per second ${asked} within the limits of this workload (${limitsOf(record)}; flow ${scenario.flow}, guarantee ${scenario.guarantee}, ${counted(scenario.clients, "client")})?`;
}

const trialsOf = (record: CapacityRecord): [name: string, markdown: string][] =>
  record.question.scenario.approaches.flatMap(({ name }) => {
    const own = record.trials.filter(({ approach }) => approach === name);
    if (own.length === 0) return [];
    const sums = (["passed", "failed", "not-counted"] as const).flatMap((outcome) => {
      const times = own.filter((trial) => trial.outcome === outcome).length;
      return times === 0 ? [] : [`${times} ${outcomeWords[outcome]}`];
    });
    return [[`${name}: ${counted(own.length, "trial")}, ${list(sums)}`, traceOf(record, name)]];
  });

const linksOf = ({ trials }: CapacityRecord, hasReport: (folder: string) => boolean): PageLink[] =>
  trials
    .filter(({ folder }) => hasReport(folder))
    .map(({ number, approach, outcome, folder }) => ({
      text: `The whole report of trial ${number}, ${approach}, ${outcomeWords[outcome]}`,
      path: `${folder}/report.html`,
    }));
