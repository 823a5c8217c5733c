/** The start page: what was found, a search, and two to choose for a comparison. It needs no script: all of it is one form. */
import { counted } from "../counted.js";
import { documentHtml } from "../reporters/html/document.js";
import { escaped, tag } from "../reporters/html/tag.js";
import { COMPARE } from "./addresses.js";
import { cardHtml } from "./card-html.js";
import { choiceHtml } from "./choice-html.js";
import { type Card, kinds } from "./entry.js";
import { START_STYLE } from "./start-style.js";
import type { Matches, Wanted } from "./wanted.js";

export interface StartPage {
  /** The folder that is shown, as it is called. */
  folder: string;
  home: string;
  wanted: Wanted;
  matches: Matches;
  /** All scenarios that were found. */
  scenarios: readonly string[];
  /** What is chosen for a comparison, on whatever page it stands. */
  before: Card | undefined;
  after: Card | undefined;
  /** How many entries there are in all, and how many of them are parts. */
  total: number;
  parts: number;
  isCut: boolean;
  unreadable: number;
}

/** Nobody reads a longer list of choices. */
const MOST_SCENARIOS = 500;

export function startPage(page: StartPage): string {
  const { folder, home, matches } = page;
  const list = tag("ol", { class: "cards" }, ...matches.cards.map((card) => cardHtml(card, page)));
  const form = tag(
    "form",
    { method: "get", action: home },
    searchHtml(page),
    tag(
      "section",
      { id: "found", "aria-labelledby": "found-title" },
      tag("h2", { id: "found-title" }, escaped(countText(matches))),
      partsHtml(page),
      matches.count === 0 ? tag("p", {}, escaped(nothingText(page))) : list,
      pagesHtml(matches),
    ),
    choiceHtml(page, `${home}${COMPARE}`),
  );
  return documentHtml(
    `Results in ${folder}`,
    [
      tag(
        "header",
        {},
        tag("h1", {}, "Results"),
        tag("p", { class: "quiet" }, "Folder ", tag("code", {}, escaped(folder))),
      ),
      tag("main", {}, ...limitsHtml(page), form),
      FOOTER,
    ],
    START_STYLE,
  );
}

/** Of every page that no report brings. */
export const FOOTER = tag(
  "footer",
  {},
  tag("p", {}, "pushbench serve shows this folder on this machine only, and changes nothing in it."),
);

function searchHtml({ wanted, scenarios, home }: StartPage): string {
  const option = (value: string, text: string, chosen: string): string =>
    tag("option", { value, ...(value === chosen && { selected: "" }) }, escaped(text));
  const known = [
    ...new Set([...(wanted.scenario === "" ? [] : [wanted.scenario]), ...scenarios.slice(0, MOST_SCENARIOS)]),
  ];
  return tag(
    "fieldset",
    { class: "search" },
    tag("legend", {}, "Search"),
    tag("label", {}, "Words ", tag("input", { type: "search", name: "words", value: wanted.words })),
    tag(
      "label",
      {},
      "Scenario ",
      tag(
        "select",
        { name: "scenario" },
        option("", "any", wanted.scenario),
        ...known.sort().map((name) => option(name, name, wanted.scenario)),
      ),
    ),
    tag(
      "label",
      {},
      "Kind ",
      tag(
        "select",
        { name: "kind" },
        option("", "all but parts", wanted.kind ?? ""),
        ...Object.entries(kinds).map(([kind, { all }]) => option(kind, all, wanted.kind ?? "")),
      ),
    ),
    tag("button", {}, "Search"),
    tag("a", { href: home }, "Show all"),
  );
}

function countText({ count, page, pages }: Matches): string {
  if (count === 0) return "No entry";
  const where = pages === 1 ? "" : `, page ${page} of ${pages}`;
  return `${counted(count, "entry", "entries")}, the newest first${where}`;
}

function partsHtml({ home, parts, wanted }: StartPage): string {
  if (parts === 0 || wanted.kind !== undefined) return "";
  const link = tag(
    "a",
    { href: `${home}?kind=part` },
    counted(parts, "part of studies and gates", "parts of studies and gates"),
  );
  return tag("p", { class: "quiet" }, "This list leaves out ", link, ".");
}

const nothingText = ({ total }: StartPage): string =>
  total === 0
    ? "No result.json, study.json or gate.json lies in this folder or below it. A bench writes one: pushbench bench --scenario chat."
    : "Nothing that was found matches. Take out a word, or choose another kind.";

function limitsHtml({ isCut, unreadable }: StartPage): string[] {
  const lines = [
    ...(isCut ? ["The folder holds more than is looked at: give a smaller one to see all of it."] : []),
    ...(unreadable === 0 ? [] : [`The system does not let pushbench read ${counted(unreadable, "folder")}.`]),
  ];
  return lines.map((line) => tag("p", { class: "warning" }, escaped(line)));
}

/** They are buttons, so that what is chosen stays chosen. */
function pagesHtml({ page, pages }: Matches): string {
  if (pages === 1) return "";
  const to = (number: number, text: string): string =>
    number < 1 || number > pages ? "" : tag("button", { name: "page", value: `${number}` }, text);
  return tag("p", { class: "pages" }, to(page - 1, "Newer"), to(page + 1, "Older"));
}
