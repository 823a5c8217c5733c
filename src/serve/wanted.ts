/** What is looked for on the start page, as its address says it. */
import { type Card, idOf, type Kind, kinds } from "./entry.js";

export interface Wanted {
  /** All of them must be found somewhere on the card. */
  words: string;
  /** A scenario's name. Empty: any. */
  scenario: string;
  /** Undefined: all but parts of studies and gates. */
  kind: Kind | undefined;
  /** From 1. */
  page: number;
  /** The ids of the two that are to be compared, or empty. */
  before: string;
  after: string;
}

/** Longer ones are cut. */
const MOST_CHARACTERS = 200;
export const CARDS_PER_PAGE = 50;

export function wantedOf(query: URLSearchParams): Wanted {
  const text = (name: string): string => query.get(name) ?? "";
  const kind = text("kind");
  const page = Number(text("page"));
  return {
    words: text("words").slice(0, MOST_CHARACTERS),
    scenario: text("scenario"),
    kind: Object.hasOwn(kinds, kind) ? (kind as Kind) : undefined,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    before: text("before"),
    after: text("after"),
  };
}

export interface Matches {
  /** Those of the page that is wanted, or of the last one. */
  cards: readonly Card[];
  page: number;
  pages: number;
  /** On all pages. */
  count: number;
}

export function matching(cards: readonly Card[], { words, scenario, kind, page }: Wanted): Matches {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = cards.filter(
    (card) =>
      (kind === undefined ? card.kind !== "part" : card.kind === kind) &&
      (scenario === "" || card.scenario === scenario) &&
      (asked.length === 0 || hasAll(card, asked)),
  );
  const pages = Math.max(1, Math.ceil(found.length / CARDS_PER_PAGE));
  const shown = Math.min(page, pages);
  const first = (shown - 1) * CARDS_PER_PAGE;
  return { cards: found.slice(first, first + CARDS_PER_PAGE), page: shown, pages, count: found.length };
}

function hasAll(card: Card, words: readonly string[]): boolean {
  const { title, scenario, approaches, startedAt, state, machine, release, kind, entry } = card;
  const text = [title, scenario, ...approaches, startedAt, state, machine, release, kind, idOf(entry)]
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
