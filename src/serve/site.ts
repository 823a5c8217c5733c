/** Which page answers which request. A request only ever names what was found in the folder: no path of it reaches the system. */
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { beforeAfter } from "../reporters/compare/before-after.js";
import { comparePage } from "../reporters/compare/page.js";
import { documentHtml, withBar } from "../reporters/html/document.js";
import { escaped, tag } from "../reporters/html/tag.js";
import type { Result } from "../result/result.js";
import { type Answer, download, HTML, type Reply, redirect } from "../web/answer.js";
import type { PageRequest } from "../web/request.js";
import { AT, addressOfFile, addressOfPage, COMPARE, PAGE } from "./addresses.js";
import { barHtml, homeBarHtml } from "./bar.js";
import { isComparable } from "./card-html.js";
import { type Side, sides } from "./choice-html.js";
import { type Card, entryFiles, idOf } from "./entry.js";
import type { Shelf } from "./shelf.js";
import { FOOTER, startPage } from "./start-page.js";
import { matching, wantedOf } from "./wanted.js";

export class Site {
  readonly #shelf: Shelf;
  readonly #home: string;
  /** As the folder is called on the start page. */
  readonly #folder: string;

  /** `home` is the path of the start page. */
  constructor(shelf: Shelf, folder: string, home = "/") {
    this.#shelf = shelf;
    this.#folder = folder;
    this.#home = home;
  }

  /** Undefined where there is no such page. */
  async answer({ path: [first, ...rest], query, endsInSlash }: PageRequest): Promise<Reply | undefined> {
    if (first === undefined) return this.#start(query);
    if (endsInSlash) return first === AT ? this.#folderOf(rest.join("/")) : undefined;
    if (first === COMPARE && rest.length === 0) return this.#compare(query);
    if (first === PAGE) return this.#page(rest.join("/"));
    if (first === AT) return this.#file(rest.slice(0, -1).join("/"), rest.at(-1) ?? "");
    return undefined;
  }

  async #start(query: URLSearchParams): Promise<Answer> {
    const { cards, isCut, unreadable } = await this.#shelf.listing();
    const wanted = wantedOf(query);
    const matches = matching(cards, wanted);
    const chosen = (id: string): Card | undefined =>
      cards.find((card) => idOf(card.entry) === id && isComparable(card));
    return page(
      startPage({
        folder: this.#folder,
        home: this.#home,
        wanted,
        matches: { ...matches, cards: await this.#shelf.answered(matches.cards) },
        scenarios: [...new Set(cards.flatMap(({ scenario }) => (scenario === "" ? [] : [scenario])))],
        before: chosen(wanted.before),
        after: chosen(wanted.after),
        total: cards.length,
        parts: cards.filter(({ kind }) => kind === "part").length,
        isCut,
        unreadable,
      }),
    );
  }

  /** Leads to the page of an entry, which lies where its file lies, so that its links hold. */
  async #page(id: string): Promise<Reply | undefined> {
    const card = await this.#shelf.find(id);
    if (card === undefined) return undefined;
    try {
      return redirect(addressOfFile(this.#home, card.entry, (await this.#shelf.shown(card)).page));
    } catch (error) {
      return this.#problem(card, error);
    }
  }

  /** Of a folder, the page of its first entry. */
  async #folderOf(folder: string): Promise<Reply | undefined> {
    for (const file of entryFiles) {
      const card = await this.#shelf.find(idOf({ folder, file }));
      if (card !== undefined) return redirect(addressOfPage(this.#home, card.entry));
    }
    return undefined;
  }

  /** A file that lies there is one of ours, and every other is rendered from one of ours. */
  async #file(folder: string, name: string): Promise<Reply | undefined> {
    let problem: Answer | undefined;
    for (const file of entryFiles) {
      const card = await this.#shelf.find(idOf({ folder, file }));
      if (card === undefined) continue;
      try {
        const answer = file === name ? await this.#raw(card) : await this.#rendered(card, name);
        if (answer !== undefined) return answer;
      } catch (error) {
        problem ??= this.#problem(card, error);
      }
    }
    return problem;
  }

  async #raw(card: Card): Promise<Answer> {
    const { file } = card.entry;
    return download(file, typeOf(file), await this.#shelf.raw(card));
  }

  async #rendered(card: Card, name: string): Promise<Answer | undefined> {
    const shown = await this.#shelf.shown(card);
    const files = shown.files();
    const found = files.find(({ file }) => file === name);
    if (found === undefined) return undefined;
    if (name !== shown.page) return download(name, typeOf(name), found.render());
    return page(withBar(found.render(), barHtml(this.#home, card, shown)));
  }

  async #compare(query: URLSearchParams): Promise<Answer> {
    const chosen = await Promise.all(sides.map((side) => this.#shelf.find(query.get(side) ?? "")));
    const results: Result[] = [];
    for (const card of chosen) {
      if (card === undefined || !isComparable(card))
        return this.#text(400, "Two results are needed", [missingText(query, chosen)]);
      try {
        results.push(await this.#shelf.result(card));
      } catch (error) {
        return this.#problem(card, error);
      }
    }
    const [before, after] = results;
    return page(withBar(comparePage(before!, after!, beforeAfter(before!, after!)), homeBarHtml(this.#home)));
  }

  /** Why no page can be made of an entry, with all that is wrong with it. */
  #problem({ entry }: Card, error: unknown): Answer {
    const said = error instanceof Error ? error.message : String(error);
    const { hint, problems = [] } = error instanceof PushbenchError ? error : {};
    const listed = problems.slice(0, MOST_PROBLEMS).map(({ at, message }) => `${at}: ${message}`);
    const more = problems.length > listed.length ? [`… and ${problems.length - listed.length} more`] : [];
    return this.#text(
      422,
      `${idOf(entry)} cannot be shown`,
      [said, ...(hint === undefined ? [] : [hint])],
      [...listed, ...more],
    );
  }

  #text(status: number, title: string, paragraphs: readonly string[], items: readonly string[] = []): Answer {
    const body = [
      homeBarHtml(this.#home),
      tag("header", {}, tag("h1", {}, escaped(title))),
      tag(
        "main",
        {},
        ...paragraphs.map((text) => tag("p", {}, escaped(text))),
        items.length === 0 ? "" : tag("ul", {}, ...items.map((text) => tag("li", {}, escaped(text)))),
      ),
      FOOTER,
    ];
    return { ...page(documentHtml(title, body)), status };
  }
}

const MOST_PROBLEMS = 50;

const page = (body: string): Answer => ({ type: HTML, body });

const missingText = (query: URLSearchParams, chosen: readonly (Card | undefined)[]): string => {
  const wrong = sides.filter((_, i) => chosen[i] === undefined || !isComparable(chosen[i]));
  const texts = wrong.map((side: Side) => {
    const id = query.get(side) ?? "";
    return id === "" ? `none was chosen as “${side}”` : `“${side}” is no result that can be read: ${id}`;
  });
  return `Choose two on the start page: ${texts.join(", and ")}.`;
};

const types: Record<string, string> = {
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
  ".html": HTML,
};
const typeOf = (file: string): string => types[path.extname(file)] ?? "text/plain; charset=utf-8";
