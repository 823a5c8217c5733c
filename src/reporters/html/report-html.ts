/**
 * report.html: report.md with its pictures, in one file that needs nothing else, no script and no network. The first screen has the
 * question, the answer and the ratios; tables lie under folds.
 */
import type { Result } from "../../result/result.js";
import type { Figure } from "../charts/drawing.js";
import { markNotes } from "../format.js";
import { bytesOnTheWire } from "../markdown/bytes-on-the-wire.js";
import { deliveries } from "../markdown/deliveries.js";
import { endingLine } from "../markdown/ending.js";
import { faults } from "../markdown/faults.js";
import { headline } from "../markdown/headline.js";
import { idleClients } from "../markdown/idle-clients.js";
import { objectives } from "../markdown/objectives.js";
import { howToRunAgain, machine, method } from "../markdown/provenance.js";
import { warningLine } from "../markdown/report-md.js";
import { saturation } from "../markdown/saturation.js";
import { byRound, comparison, cost, fanOut, generatorHealth, latency } from "../markdown/sections.js";
import { unknowns } from "../markdown/unknowns.js";
import { whereTheTimeGoes } from "../markdown/where-the-time-goes.js";
import { list } from "../markdown/words.js";
import { mergedWarnings } from "../merged-warnings.js";
import { balanceFigure } from "../result-charts/balance.js";
import { byRoundFigures } from "../result-charts/by-round.js";
import { costFigures } from "../result-charts/costs.js";
import { overTimeFigure } from "../result-charts/over-time.js";
import { percentilesFigure } from "../result-charts/percentiles.js";
import { ratiosFigure } from "../result-charts/ratios.js";
import { stagesFigure } from "../result-charts/stages.js";
import { type Tables, tabulate } from "../tables.js";
import { figureHtml } from "./figure.js";
import { htmlOf } from "./from-markdown.js";
import { GlossaryOfPage } from "./glossary.js";
import { PAGE_STYLE } from "./style.js";
import { escaped, tag } from "./tag.js";

interface Section {
  title: string;
  /** Pictures come first. */
  figures?: readonly (Figure | undefined)[];
  /** Markdown, in sight. */
  text?: string | undefined;
  /** Markdown under folds, by what the fold is called. */
  folded?: readonly (readonly [name: string, markdown: string | undefined])[];
}

export function reportHtml(played: Result): string {
  const tables = tabulate(played);
  const { result } = tables;
  const { scenario, approaches } = result;
  const words = new GlossaryOfPage();
  const title = `${scenario.title}: ${approaches.map(({ name }) => name).join(" / ")}`;
  const ratios = ratiosFigure(tables);
  const written = (markdown: string, caption: string): string => htmlOf(markdown, { plain: words.explain, caption });
  const ending = endingLine(result);
  const sections = sectionsOf(tables).filter(
    ({ figures = [], text, folded = [] }) =>
      text !== undefined ||
      figures.some((one) => one !== undefined) ||
      folded.some(([, markdown]) => markdown !== undefined),
  );
  const header = tag(
    "header",
    {},
    tag("h1", {}, escaped(title)),
    tag("p", { class: "quiet" }, words.explain(question(tables))),
    written(headline(tables), "The answer"),
    ending === undefined ? "" : tag("div", { class: "warning" }, written(ending, "How the run ended")),
    warnings(result, written),
    ...(ratios === undefined ? [] : [figureHtml(ratios)]),
    tag(
      "nav",
      { "aria-label": "Parts of this page" },
      ...sections.map((one) => tag("a", { href: `#${idOf(one)}` }, escaped(one.title))),
    ),
  );
  const main = tag(
    "main",
    {},
    ...sections.map((one) => sectionHtml(one, written)),
    tag("section", {}, tag("h2", {}, "Words"), words.list),
  );
  const footer = tag("footer", {}, tag("p", {}, escaped(`pushbench ${result.pushbenchVersion}, ${result.startedAt}`)));
  return [
    "<!doctype html>",
    '<html lang="en">',
    tag(
      "head",
      {},
      '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      // Whatever a mistake would let into the page: no script runs, and nothing is loaded
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      tag("title", {}, escaped(title)),
      `<style>${PAGE_STYLE}</style>`,
    ),
    tag("body", {}, header, main, footer),
    "</html>",
    "",
  ].join("\n");
}

/** What the run was made to answer. */
function question({ result }: Tables): string {
  const { scenario, approaches, rounds } = result;
  const names = list(approaches.map(({ name }) => name));
  const asked =
    approaches.length === 1
      ? `what does ${names} cost, and how fast is it`
      : `${names}: how do they differ, and what does each cost`;
  const clients = `${scenario.clients} client${scenario.clients === 1 ? "" : "s"}`;
  return `The question: for this workload (flow ${scenario.flow}, guarantee ${scenario.guarantee}, ${clients}, ${rounds.length} of ${scenario.run.rounds} rounds), ${asked}?`;
}

function warnings({ warnings: all }: Result, written: (markdown: string, caption: string) => string): string {
  if (all.length === 0) return "";
  const lines = mergedWarnings(all).map(warningLine).join("\n");
  return tag(
    "section",
    { class: "warning", "aria-label": "Warnings" },
    tag("h3", {}, "Read before using a figure"),
    written(lines, "Warnings"),
  );
}

function sectionsOf(tables: Tables): Section[] {
  const { result } = tables;
  const sources: Section[] = [
    { title: "What is unknown, and why", text: unknowns(result) },
    {
      title: "Where the figures come from",
      folded: [
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
    figures: byRoundFigures(tables),
    folded: [["All of them", result.rounds.length < 2 ? undefined : byRound(tables)]],
  };
  const generator: Section = {
    title: "Is the generator to blame?",
    folded: [
      ["Generator health", generatorHealth(tables)],
      ["Saturation, cross-checked with autocannon", saturation(tables)],
    ],
    text: markNotes(tables.summary.map(({ generatorVerdict }) => generatorVerdict)).join("\n\n") || undefined,
  };
  const idle = idleClients(tables);
  if (idle !== undefined)
    return [compared, { title: "What idle clients cost", text: idle }, perRound, generator, ...sources];
  return [
    compared,
    { title: "Objectives", text: objectives(tables) },
    { title: "Faults", text: faults(tables) },
    {
      title: "Latency",
      figures: [percentilesFigure(tables), overTimeFigure(tables), stagesFigure(tables)],
      folded: [
        ["Latency, service time, acknowledgements, lateness", latency(tables)],
        ["Fan-out", result.scenario.flow === "ingest" ? undefined : fanOut(tables)],
        ["Where the time goes", whereTheTimeGoes(tables)],
      ],
    },
    {
      title: "Cost",
      figures: costFigures(tables),
      folded: [
        ["All costs", cost(tables)],
        ["Bytes on the wire", bytesOnTheWire(tables)],
      ],
    },
    {
      title: "Deliveries",
      figures: [balanceFigure(tables)],
      folded: [["The whole balance, and why something is missing", deliveries(tables)]],
    },
    perRound,
    generator,
    ...sources,
  ];
}

const idOf = ({ title }: Section): string =>
  title
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/-$/, "");

function sectionHtml(section: Section, written: (markdown: string, caption: string) => string): string {
  const { title, figures = [], text, folded = [] } = section;
  const shown = figures.filter((one) => one !== undefined);
  return tag(
    "section",
    { id: idOf(section) },
    tag("h2", {}, escaped(title)),
    shown.length === 0 ? "" : tag("div", { class: "charts" }, ...shown.map(figureHtml)),
    text === undefined ? "" : written(text, title),
    ...folded.flatMap(([name, markdown]) =>
      markdown === undefined ? [] : [tag("details", {}, tag("summary", {}, escaped(name)), written(markdown, name))],
    ),
  );
}
