/** report.html: what report.md says, with all charts, as a page. */
import type { Result } from "../../result/result.js";
import { markNotes } from "../format.js";
import { bytesOnTheWire } from "../markdown/bytes-on-the-wire.js";
import { connecting } from "../markdown/connecting.js";
import { deliveries } from "../markdown/deliveries.js";
import { endingLine } from "../markdown/ending.js";
import { faults } from "../markdown/faults.js";
import { headline } from "../markdown/headline.js";
import { hosts } from "../markdown/hosts.js";
import { idleClients } from "../markdown/idle-clients.js";
import { objectives } from "../markdown/objectives.js";
import { howToRunAgain, machine, method } from "../markdown/provenance.js";
import { warningLine } from "../markdown/report-md.js";
import { saturation } from "../markdown/saturation.js";
import { byRound, comparison, cost, fanOut, generatorHealth, latency } from "../markdown/sections.js";
import { severalProcesses } from "../markdown/several-processes.js";
import { unknowns } from "../markdown/unknowns.js";
import { whereTheTimeGoes } from "../markdown/where-the-time-goes.js";
import { list, namesOr } from "../markdown/words.js";
import { mergedWarnings } from "../merged-warnings.js";
import { figuresOf, type ResultFigures } from "../result-charts/result-figures.js";
import { type Tables, tabulate } from "../tables.js";
import { pageHtml, type Section } from "./page.js";

export function reportHtml(played: Result): string {
  const tables = tabulate(played);
  const { result } = tables;
  const { scenario, approaches, warnings } = result;
  const figures = figuresOf(tables);
  return pageHtml({
    title: `${scenario.title}: ${namesOr(approaches, (names) => names.join(" / "))}`,
    question: question(tables),
    answer: headline(tables),
    ending: endingLine(result),
    warnings: warnings.length === 0 ? undefined : mergedWarnings(warnings).map(warningLine).join("\n"),
    figure: figures.first,
    sections: sectionsOf(tables, figures),
    footer: `pushbench ${result.pushbenchVersion}, ${result.startedAt}`,
  });
}

/** What the run was made to answer. */
function question({ result }: Tables): string {
  const { scenario, approaches, rounds } = result;
  const names = namesOr(approaches, list);
  const asked =
    approaches.length === 1
      ? `what does ${names} cost, and how fast is it`
      : `${names}: how do they differ, and what does each cost`;
  const clients = `${scenario.clients} client${scenario.clients === 1 ? "" : "s"}`;
  return `The question: for this workload (flow ${scenario.flow}, guarantee ${scenario.guarantee}, ${clients}, ${rounds.length} of ${scenario.run.rounds} rounds), ${asked}?`;
}

function sectionsOf(tables: Tables, figures: ResultFigures): Section[] {
  const { result } = tables;
  const sources: Section[] = [
    { title: "What is unknown, and why", text: unknowns(result) },
    {
      title: "Where the figures come from",
      folded: [
        ["Hosts", hosts(result)],
        ["Machine", machine(result)],
        ["How it was measured", method(tables)],
      ],
    },
    { title: "Run it again", text: howToRunAgain(result) },
  ];
  if (result.rounds.length === 0) return sources;
  const compared: Section = { title: "Comparison", text: comparison(tables) };
  const perRound: Section = {
    title: "By round",
    figures: figures.byRound,
    folded: [["All figures by round", result.rounds.length < 2 ? undefined : byRound(tables)]],
  };
  const generator: Section = {
    title: "Is the generator to blame?",
    folded: [
      ["Generator health", generatorHealth(tables)],
      ["Saturation, cross-checked with autocannon", saturation(tables)],
    ],
    text: marksOf(tables),
  };
  const processes = [
    ["Connecting", connecting(tables)],
    ["Several processes", severalProcesses(tables)],
  ] as const;
  const idle = idleClients(tables);
  if (idle !== undefined) {
    const idleCost: Section = {
      title: "What idle clients cost",
      figures: figures.cost,
      text: idle,
      folded: processes,
    };
    return [compared, idleCost, perRound, generator, ...sources];
  }
  return [
    compared,
    { title: "Objectives", text: objectives(tables) },
    { title: "Faults", text: faults(tables) },
    {
      title: "Latency",
      figures: figures.latency,
      folded: [
        ["Latency, service time, acknowledgements, lateness", latency(tables)],
        ["Fan-out", result.scenario.flow === "ingest" ? undefined : fanOut(tables)],
        ["Where the time goes", whereTheTimeGoes(tables)],
      ],
    },
    {
      title: "Cost",
      figures: figures.cost,
      folded: [["All costs", cost(tables)], ["Bytes on the wire", bytesOnTheWire(tables)], ...processes],
    },
    {
      title: "Deliveries",
      figures: figures.deliveries,
      folded: [["The whole balance, and why something is missing", deliveries(tables)]],
    },
    perRound,
    generator,
    ...sources,
  ];
}

/** What the marks at names mean. Charts say so themselves. */
const marksOf = ({ summary }: Tables): string | undefined =>
  markNotes(summary.map(({ generatorVerdict }) => generatorVerdict)).join("\n\n") || undefined;
