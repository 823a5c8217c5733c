/** Which two are to be compared: a pair of buttons at each entry, and the two that were chosen on other pages of the list. */
import { escaped, tag } from "../reporters/html/tag.js";
import { type Card, idOf } from "./entry.js";
import type { Matches } from "./wanted.js";

export const sides = ["before", "after"] as const;
export type Side = (typeof sides)[number];

/** `chosen` is the id of the chosen one. */
export function radioHtml({ entry, title }: Card, side: Side, chosen: string): string {
  const id = idOf(entry);
  return tag(
    "label",
    {},
    tag("input", {
      type: "radio",
      name: side,
      value: id,
      "aria-label": `${side}: ${title}, ${id}`,
      ...(id === chosen && { checked: "" }),
    }),
    ` ${side}`,
  );
}

export interface Choice {
  matches: Matches;
  before: Card | undefined;
  after: Card | undefined;
}

export function choiceHtml(choice: Choice, address: string): string {
  const elsewhere = sides.flatMap((side) => {
    const card = choice[side];
    if (card === undefined || choice.matches.cards.some(({ entry }) => idOf(entry) === idOf(card.entry))) return [];
    return [tag("span", {}, radioHtml(card, side, idOf(card.entry)), ` ${escaped(idOf(card.entry))}`)];
  });
  return tag(
    "div",
    { class: "choice", role: "group", "aria-label": "Compare two" },
    tag("strong", {}, "Compare two"),
    tag("span", { class: "quiet hint" }, "Choose one as “before” and another as “after”."),
    ...elsewhere,
    tag("button", { formaction: address }, "Compare"),
  );
}
