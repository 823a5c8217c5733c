/**
 * A page that needs nothing else: one file, no script and no network. Its first screen has the question, the answer and one chart;
 * below are the parts, with their tables under folds. Everything in it comes as plain text or as Markdown of pushbench's own.
 */
import { counted } from "../../counted.js";
import type { Figure } from "../charts/drawing.js";
import { blocksOf, itemsOf } from "../markdown/blocks.js";
import { documentHtml } from "./document.js";
import { doubtsHtml, figureHtml } from "./figure.js";
import { htmlOf } from "./from-markdown.js";
import { GlossaryOfPage } from "./glossary.js";
import { escaped, tag } from "./tag.js";

export interface Page {
  /** Plain text. */
  title: string;
  /** What the page was made to answer, as plain text. */
  question: string;
  /** Markdown. */
  answer: string;
  /** Markdown: why the page is not complete. */
  ending?: string | undefined;
  /** Markdown, a list: what casts doubt on figures. */
  warnings?: string | undefined;
  /** The chart of the first screen. */
  figure?: Figure | undefined;
  /** Those without any content are left out. */
  sections: readonly Section[];
  /** Plain text: by which release, and when. */
  footer: string;
}

export interface Section {
  title: string;
  /** Pictures come first. */
  figures?: readonly (Figure | undefined)[];
  /** Markdown, in sight. */
  text?: string | undefined;
  /** Markdown under folds, by what the fold is called. */
  folded?: readonly (readonly [name: string, markdown: string | undefined])[] | undefined;
  /** Pages that lie in folders beside this one. */
  links?: readonly PageLink[];
}

export interface PageLink {
  text: string;
  /** A path below the page's own folder. Whatever else it may be becomes no link. */
  path: string;
}

interface Writing {
  plain: (text: string) => string;
  /** Markdown as HTML; tables have the caption. */
  written(markdown: string, caption: string): string;
  /** The level is that of its title. */
  figure(figure: Figure, level: 2 | 3): string;
}

/** Each part explains its words anew: a reader who comes to it by a link has them at hand. */
function writingOf(words: GlossaryOfPage): Writing {
  const plain = words.part();
  return {
    plain,
    written: (markdown, caption) => htmlOf(markdown, { plain, caption }),
    figure: (figure, level) => figureHtml(figure, level, words.part()),
  };
}

export function pageHtml({ title, question, answer, ending, warnings, figure, footer, ...page }: Page): string {
  const words = new GlossaryOfPage();
  const sections = page.sections.filter(hasContent);
  const top = writingOf(words);
  const header = tag(
    "header",
    {},
    tag("h1", {}, escaped(title)),
    tag("p", { class: "quiet" }, top.plain(question)),
    top.written(answer, "The answer"),
    ending === undefined ? "" : tag("div", { class: "warning" }, top.written(ending, "How it ended")),
    warnings === undefined ? "" : warningsLink(warnings),
    figure === undefined ? "" : top.figure(figure, 2),
    tag(
      "nav",
      { "aria-label": "Parts of this page" },
      ...[...sections, WORDS].map((one) => tag("a", { href: `#${idOf(one)}` }, escaped(one.title))),
    ),
  );
  const main = tag(
    "main",
    {},
    warnings === undefined ? "" : warningsHtml(warnings, writingOf(words)),
    ...sections.map((one) => sectionHtml(one, writingOf(words))),
    tag("section", { id: idOf(WORDS) }, tag("h2", {}, WORDS.title), words.list),
  );
  return documentHtml(title, [header, main, tag("footer", {}, tag("p", {}, escaped(footer)))]);
}

const hasContent = ({ text, figures = [], folded = [], links = [] }: Section): boolean =>
  text !== undefined ||
  links.length > 0 ||
  figures.some((one) => one !== undefined) ||
  folded.some(([, markdown]) => markdown !== undefined);

const WORDS: Section = { title: "Words" };
const WARNINGS: Section = { title: "Warnings" };

/** On the first screen they take a line, so that the first chart is in sight; charts that they are about repeat them. */
function warningsLink(markdown: string): string {
  const { length } = blocksOf(markdown).flatMap(({ kind, lines }) => (kind === "list" ? itemsOf(lines) : []));
  const text = `Read before using a figure: ${length === 0 ? "warnings" : counted(length, "warning")}.`;
  return tag("p", { class: "warning" }, tag("a", { href: `#${idOf(WARNINGS)}` }, text));
}

const warningsHtml = (markdown: string, { written }: Writing): string =>
  tag(
    "section",
    { id: idOf(WARNINGS) },
    tag("h2", {}, WARNINGS.title),
    tag("div", { class: "warning" }, written(markdown, WARNINGS.title)),
  );

const idOf = ({ title }: Section): string =>
  title
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/-$/, "");

function sectionHtml(section: Section, { plain, written, figure }: Writing): string {
  const { title, figures = [], text, folded = [], links = [] } = section;
  const shown = figures.filter((one) => one !== undefined);
  const common = doubtsInCommon(shown);
  const charts = shown.map((one) =>
    figure({ ...one, doubts: one.doubts?.filter((doubt) => !common.includes(doubt)) }, 3),
  );
  return tag(
    "section",
    { id: idOf(section) },
    tag("h2", {}, escaped(title)),
    doubtsHtml(common, plain),
    charts.length === 0 ? "" : tag("div", { class: "charts" }, ...charts),
    text === undefined ? "" : written(text, title),
    ...folded.flatMap(([name, markdown]) =>
      markdown === undefined ? [] : [tag("details", {}, tag("summary", {}, escaped(name)), written(markdown, name))],
    ),
    links.length === 0 ? "" : tag("ul", {}, ...links.map((one) => tag("li", {}, linkHtml(one)))),
  );
}

/** No scheme, no host, and nothing above the page's own folder. */
const BELOW = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;

const linkHtml = ({ text, path }: PageLink): string =>
  BELOW.test(path) ? tag("a", { href: path }, escaped(text)) : escaped(text);

/** What casts doubt on all charts of a part stands once, above them. */
const doubtsInCommon = ([first, ...others]: readonly Figure[]): string[] =>
  others.length === 0 ? [] : (first?.doubts ?? []).filter((one) => others.every(({ doubts }) => doubts?.includes(one)));
