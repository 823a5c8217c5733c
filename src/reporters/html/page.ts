/**
 * A page that needs nothing else: one file, no script and no network. Its first screen has the question, the answer and one chart;
 * below are the parts, with their tables under folds. Everything in it comes as plain text or as Markdown of pushbench's own.
 */
import type { Figure } from "../charts/drawing.js";
import { documentHtml } from "./document.js";
import { figureHtml } from "./figure.js";
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

type Written = (markdown: string, caption: string) => string;

export function pageHtml({ title, question, answer, ending, warnings, figure, footer, ...page }: Page): string {
  const words = new GlossaryOfPage();
  const written: Written = (markdown, caption) => htmlOf(markdown, { plain: words.explain, caption });
  const sections = page.sections.filter(hasContent);
  // In the order of the page, because a word is explained where it stands first.
  const header = tag(
    "header",
    {},
    tag("h1", {}, escaped(title)),
    tag("p", { class: "quiet" }, words.explain(question)),
    written(answer, "The answer"),
    ending === undefined ? "" : tag("div", { class: "warning" }, written(ending, "How it ended")),
    warnings === undefined ? "" : warningsHtml(warnings, written),
    figure === undefined ? "" : figureHtml(figure, 2),
    tag(
      "nav",
      { "aria-label": "Parts of this page" },
      ...sections.map((one) => tag("a", { href: `#${idOf(one)}` }, escaped(one.title))),
    ),
  );
  const parts = sections.map((one) => sectionHtml(one, written));
  const main = tag("main", {}, ...parts, tag("section", {}, tag("h2", {}, "Words"), words.list));
  return documentHtml(title, [header, main, tag("footer", {}, tag("p", {}, escaped(footer)))]);
}

const hasContent = ({ text, figures = [], folded = [], links = [] }: Section): boolean =>
  text !== undefined ||
  links.length > 0 ||
  figures.some((one) => one !== undefined) ||
  folded.some(([, markdown]) => markdown !== undefined);

const warningsHtml = (lines: string, written: Written): string =>
  tag(
    "section",
    { class: "warning", "aria-label": "Warnings" },
    tag("h2", {}, "Read before using a figure"),
    written(lines, "Warnings"),
  );

const idOf = ({ title }: Section): string =>
  title
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/-$/, "");

function sectionHtml(section: Section, written: Written): string {
  const { title, figures = [], text, folded = [], links = [] } = section;
  const shown = figures.filter((one) => one !== undefined);
  return tag(
    "section",
    { id: idOf(section) },
    tag("h2", {}, escaped(title)),
    shown.length === 0 ? "" : tag("div", { class: "charts" }, ...shown.map((one) => figureHtml(one))),
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
