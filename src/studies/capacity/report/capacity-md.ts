/** capacity.md: the answers, what casts doubt on them, how they were found, and every trial. */
import { counted } from "../../../counted.js";
import { number, perSecond, ratio, UNKNOWN } from "../../../reporters/format.js";
import { objectiveTexts } from "../../../reporters/markdown/objectives.js";
import { asText, code } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import { ending, provenance, section } from "../../study-md.js";
import type { CapacityRecord, TrialRecord } from "../record.js";
import { trialWarnings } from "../trial-doubts.js";
import { type Chart, capacityCharts } from "./capacity-charts.js";
import { capacityText, caveatOf, intervalText, outcomeWords, seenText } from "./words.js";

/** `directory` is where the study lies, for whoever wants to go on. */
export function capacityMarkdown(record: CapacityRecord, directory: string): string {
  const { question } = record;
  const parts = [
    `# ${asText(question.scenario.title)}: capacity`,
    answers(record),
    ...capacityCharts(record).map((chart) => shown(chart)),
    ending(record, directory),
    section("What casts doubt on it", doubts(record)),
    section("How it was measured", capacityMethod(record)),
    section("Trials", trace(record)),
    ...provenance(record),
  ];
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}

const shown = ({ file, figure: { title, finding } }: Chart): string =>
  `![${asText(title)}. ${asText(finding)}](${file})`;

/** The table of answers, the ratios, and what must be known of answers that are no numbers. The terminal shows the same. */
export const answers = (record: CapacityRecord): string =>
  [answersTable(record), ...ratioSentences(record), ...caveats(record)].join("\n\n");

export function answersTable({ question, answers }: CapacityRecord): string {
  const { ownRate, peakRatio } = question;
  const hasPeaks = peakRatio > 1.001;
  const header = ["", "capacity", "95 % interval", "× the scenario", ...(hasPeaks ? ["at its busiest"] : []), "trials"];
  const rows = answers.map(({ approach, answer, counted, inVain }) => {
    const estimate = answer.kind === "found" ? answer.estimate : undefined;
    const busiest = estimate === undefined ? UNKNOWN : perSecond(estimate * peakRatio);
    return [
      code(approach),
      capacityText(answer),
      intervalText(answer),
      number(estimate && estimate / ownRate),
      ...(hasPeaks ? [busiest] : []),
      inVain === 0 ? `${counted}` : `${counted} of ${counted + inVain}`,
    ];
  });
  const unit = `Rates are events per second${hasPeaks ? ", as means over a trial" : ""}.`;
  return [table(header, rows), unit].join("\n\n");
}

/** The same as sentences, with which the page begins: a list, or that there is no answer yet. */
export function answerSentences(record: CapacityRecord): string {
  const { answers, question } = record;
  const lines = answers.map(({ approach, answer }) =>
    answer.kind === "found"
      ? `${code(approach)} carries **${capacityText(answer)}** (95 % interval ${intervalText(answer)}), which is ${number(answer.estimate / question.ownRate)}× the scenario's own rate.`
      : `${code(approach)}: **${capacityText(answer)}**; ${caveatOf(answer, question)}.`,
  );
  const all = [...lines, ...ratioSentences(record)];
  return all.length === 0 ? "Nothing is known yet." : all.map((line) => `- ${line}`).join("\n");
}

const ratioSentences = ({ ratios, reference }: CapacityRecord): string[] =>
  ratios.map((one) => `**${code(one.approach)} carries ${ratio(one)} what ${code(reference)} carries.**`);

const caveats = ({ answers, question }: CapacityRecord): string[] =>
  answers.flatMap(({ approach, answer }) => {
    const caveat = caveatOf(answer, question);
    return caveat === undefined ? [] : [`${code(approach)}: ${caveat}.`];
  });

/** Trials that did not count, by approach and reason, and warnings of those that did. The terminal shows the same. */
export function doubts({ trials }: CapacityRecord): string {
  const vain = trials.filter(({ outcome }) => outcome === "not-counted");
  const lines = [
    ...grouped(
      vain.map(({ approach, reasons }) => `${code(approach)}: %n not counted: ${asText(reasons[0]!.message)}.`),
    ),
    ...grouped(
      trials
        .filter(({ outcome }) => outcome !== "not-counted")
        .flatMap(({ approach, warnings }) =>
          warnings.map((warning) => `${code(approach)}: **${warning}** in %n: ${trialWarnings[warning]}`),
        ),
    ),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Equal lines once, with their number in place of %n. */
function grouped(lines: readonly string[]): string[] {
  return [...new Set(lines)].map((line) => {
    const amount = lines.filter((one) => one === line).length;
    return line.replace("%n", counted(amount, "trial"));
  });
}

/** "latency p99 at most 200 ms" */
export const limitsOf = ({ question: { objectives } }: CapacityRecord): string =>
  Object.entries(objectives)
    .map(([name, limit]) => {
      const { label, format } = objectiveTexts[name as keyof typeof objectives];
      return `${label} ${format(limit === true ? 0 : (limit as number))}`;
    })
    .join(", ");

export function capacityMethod(record: CapacityRecord): string {
  const { question } = record;
  const { scenario, ownRate, peakRatio, trials, seconds, leastRate, mostRate, generators } = question;
  const { executor } = scenario.arrivals;
  const busiest = peakRatio > 1.001 ? `, ${perSecond(ownRate * peakRatio)} at its busiest` : "";
  return [
    `- **Capacity:** the largest rate that the median trial carries. With 95 % certainty it lies in the interval, which is that of a posterior over capacity, spread from trial to trial, and lapses.`,
    `- **A trial** is a bench of one approach for ${seconds} s, with fresh processes, warmed up as in any bench. It passes if the limits hold (${limitsOf(record)}), if nothing more is lost, refused or still being tried, and if deliveries go on for no more than 2 % of its length, so that no queue is left.`,
    `- **Rates:** ${executor} with all rates multiplied. The scenario's own is ${perSecond(ownRate)} on average${busiest}. Searched from ${perSecond(leastRate)} to ${perSecond(mostRate)}.`,
    `- **Trials:** ${trials} of each approach that count. In a block each has one, in an order drawn anew. What the generator limited or other work disturbed does not count and is played again.`,
    `- **Load:** flow ${scenario.flow}, ${scenario.guarantee}, ${counted(scenario.clients, "client")}, payload ${scenario.payload.template}, ${counted(generators, "generator process", "generator processes")}, seed ${scenario.run.seed}.`,
  ].join("\n");
}

const trace = ({ trials }: CapacityRecord): string =>
  table(
    ["approach", "outcome", "what was seen", "#", "block", "rate"],
    trials.map((trial) => [code(trial.approach), ...traceCells(trial)]),
    { wordColumns: 3 },
  );

/** Those of an approach. */
export const traceOf = ({ trials }: CapacityRecord, approach: string): string =>
  table(
    ["outcome", "what was seen", "#", "block", "rate"],
    trials.filter((trial) => trial.approach === approach).map(traceCells),
    { wordColumns: 2 },
  );

const traceCells = (trial: TrialRecord): string[] => [
  outcomeWords[trial.outcome],
  asText(seenText(trial)),
  `${trial.number}`,
  `${trial.block}`,
  perSecond(trial.rate),
];
