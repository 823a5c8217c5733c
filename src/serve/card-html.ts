/** An entry in the list of the start page. */
import { htmlOf } from "../reporters/html/from-markdown.js";
import { escaped, tag } from "../reporters/html/tag.js";
import { addressOfFile, addressOfPage } from "./addresses.js";
import { radioHtml } from "./choice-html.js";
import { type Card, idOf, kinds } from "./entry.js";
import type { Wanted } from "./wanted.js";

/** Anybody may have written the texts of a file, as long as they liked. */
const MOST_CHARACTERS = 300;
const shown = (text: string): string =>
  escaped(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

export function cardHtml(card: Card, { home, wanted }: { home: string; wanted: Wanted }): string {
  const { entry, title, answer, problem } = card;
  const isWrong = problem !== undefined;
  return tag(
    "li",
    { class: isWrong ? "card wrong" : "card" },
    tag("h3", {}, tag("a", { href: addressOfPage(home, entry) }, shown(title))),
    tag("p", { class: "marks" }, ...marksOf(card).map((mark) => tag("span", {}, shown(mark)))),
    isWrong ? tag("p", {}, shown(problem)) : "",
    answer === undefined ? "" : tag("div", { class: "answer" }, htmlOf(answer, { plain: escaped, caption: title })),
    tag("p", { class: "quiet" }, factsOf(card).map(shown).join(" · ")),
    tag(
      "p",
      { class: "acts" },
      ...(isComparable(card) ? [radioHtml(card, "before", wanted.before), radioHtml(card, "after", wanted.after)] : []),
      tag(
        "a",
        {
          href: addressOfFile(home, entry, entry.file),
          "aria-label": `Download ${entry.file} of ${title}, ${idOf(entry)}`,
        },
        `Download ${entry.file}`,
      ),
    ),
  );
}

/** Two of these can be put side by side. */
export const isComparable = ({ entry, problem }: Card): boolean =>
  entry.file === "result.json" && problem === undefined;

const stateWords: Record<string, string> = {
  running: "under way, or killed",
  interrupted: "interrupted: not complete",
  failed: "failed: not complete",
};

/** What one must know before one reads on. */
function marksOf({ kind, state, isQuick, problem }: Card): string[] {
  if (problem !== undefined) return ["✗ cannot be read"];
  return [kinds[kind].one, stateWords[state] ?? state, ...(isQuick ? ["quick: no evidence"] : [])];
}

function factsOf({ approaches, startedAt, machine, release, entry, problem }: Card): string[] {
  const date = startedAt.slice(0, 16).replace("T", " ");
  return [
    ...(approaches.length === 0 ? [] : [approaches.join(" / ")]),
    problem === undefined ? `${date} UTC` : `changed ${date} UTC`,
    ...(machine === "" ? [] : [machine]),
    ...(release === "" ? [] : [`pushbench ${release}`]),
    idOf(entry),
  ];
}
