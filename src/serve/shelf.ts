/**
 * All entries of a folder with their cards. The folder is looked through again when it is asked for, and files are read again only
 * when they have changed: of a result only its beginning, until somebody wants its answer.
 */
import path from "node:path";
import type { GateReport } from "../gate/gate-report.js";
import { parseGateReport } from "../gate/gate-schema.js";
import type { Result } from "../result/result.js";
import { cardOfGate, cardOfProblem, cardOfResult, cardOfStudy } from "./card.js";
import { type Card, type Entry, idOf } from "./entry.js";
import { HEAD_BYTES, headOf } from "./head.js";
import { readEntry } from "./read-entry.js";
import { resultOf, shownOf } from "./show.js";
import type { Shown } from "./shown.js";
import { type Found, findEntries } from "./walk.js";

export interface Listing extends Pick<Found, "isCut" | "unreadable"> {
  cards: readonly Card[];
}

/** How long a look at the folder lasts: what pages ask for in a row is asked of one state of it. */
const FRESH_MS = 1000;
/** Files that are read at the same time. */
const AT_ONCE = 4;
/** A page of a gate shows no more of the others, and each is a file to read. */
const MOST_GATES = 40;

export class Shelf {
  readonly root: string;
  readonly #nowMs: () => number;
  #cards = new Map<string, Card>();
  #looking: Promise<Listing> | undefined;
  #looked: { atMs: number; listing: Listing } | undefined;

  /** `root` has no link in its path. */
  constructor(root: string, nowMs: () => number = () => performance.now()) {
    this.root = root;
    this.#nowMs = nowMs;
  }

  async listing(): Promise<Listing> {
    if (this.#looked !== undefined && this.#nowMs() - this.#looked.atMs < FRESH_MS) return this.#looked.listing;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Undefined where there is none of that name. Nothing but what was found is ever asked of the system. */
  async find(id: string): Promise<Card | undefined> {
    await this.listing();
    return this.#cards.get(id);
  }

  /** Rejects with what is wrong with it. */
  async shown(card: Card): Promise<Shown> {
    const { entry } = card;
    return this.#shownOf(
      entry,
      await this.#text(entry),
      card.kind === "gate" ? await this.#gatesLike(card) : undefined,
    );
  }

  /** Rejects with what is wrong with it. */
  async result({ entry }: Card): Promise<Result> {
    return resultOf(await this.#text(entry), idOf(entry));
  }

  /** The file as it is. */
  raw({ entry }: Card): Promise<Buffer> {
    return readEntry(this.root, entry);
  }

  /** The cards with their answers. */
  async answered(cards: readonly Card[]): Promise<Card[]> {
    const answered: Card[] = [];
    for (const card of cards) answered.push(await this.#answered(card));
    return answered;
  }

  async #answered(listed: Card): Promise<Card> {
    const { entry } = listed;
    const kept = this.#cards.get(idOf(entry));
    const card = kept?.entry === entry ? kept : listed;
    if (card.answer !== undefined || card.problem !== undefined) return card;
    let known: Card;
    try {
      known = { ...card, answer: this.#shownOf(entry, await this.#text(entry)).answer() };
    } catch (error) {
      known = cardOfProblem(entry, error);
    }
    if (kept === card) this.#cards.set(idOf(entry), known);
    return known;
  }

  /** The gates of the same scenario, for the trend. One that cannot be read any more is left out. */
  async #gatesLike({ scenario }: Card): Promise<GateReport[]> {
    const cards = [...this.#cards.values()].filter((card) => card.kind === "gate" && card.scenario === scenario);
    const gates: GateReport[] = [];
    for (const { entry } of cards.sort(newestFirst).slice(0, MOST_GATES)) {
      try {
        gates.push(parseGateReport(await this.#text(entry), idOf(entry)));
      } catch {} // its own page says what is wrong
    }
    return gates;
  }

  async #look(): Promise<Listing> {
    const { entries, isCut, unreadable } = await findEntries(this.root);
    const cards = new Map<string, Card>();
    let next = 0;
    const read = async (): Promise<void> => {
      while (next < entries.length) {
        const entry = entries[next++]!;
        const before = this.#cards.get(idOf(entry));
        cards.set(idOf(entry), before && isSame(before.entry, entry) ? before : await this.#cardOf(entry));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, read));
    const listing = { cards: [...cards.values()].sort(newestFirst), isCut, unreadable };
    this.#cards = cards;
    this.#looked = { atMs: this.#nowMs(), listing };
    return listing;
  }

  async #cardOf(entry: Entry): Promise<Card> {
    try {
      return await this.#read(entry);
    } catch (error) {
      return cardOfProblem(entry, error);
    }
  }

  async #read(entry: Entry): Promise<Card> {
    if (entry.file === "result.json") {
      const head = headOf((await readEntry(this.root, entry, HEAD_BYTES)).toString());
      const card = head === undefined ? undefined : cardOfResult(entry, head);
      if (card !== undefined) return card;
    }
    const text = await this.#text(entry);
    if (entry.file === "gate.json") return cardOfGate(entry, text);
    this.#shownOf(entry, text); // whatever is wrong, it says so
    const value: unknown = JSON.parse(text);
    const card = entry.file === "result.json" ? cardOfResult(entry, value) : cardOfStudy(entry, value);
    if (card === undefined) throw new Error(`${idOf(entry)} does not say what it is, or when it was begun.`);
    return card;
  }

  #shownOf(entry: Entry, text: string, gates?: readonly GateReport[]): Shown {
    const within = (folder: string): string => (entry.folder === "" ? folder : `${entry.folder}/${folder}`);
    const place = {
      directory: path.join(this.root, entry.folder),
      hasResult: (folder: string) => this.#cards.has(idOf({ folder: within(folder), file: "result.json" })),
    };
    return shownOf(entry, text, place, gates);
  }

  async #text(entry: Entry): Promise<string> {
    return new TextDecoder().decode(await readEntry(this.root, entry)); // this removes a byte order mark
  }
}

const isSame = (one: Entry, other: Entry): boolean =>
  one.changedMs === other.changedMs && one.bytes === other.bytes && one.isPart === other.isPart;

/** Dates of ISO 8601 in UTC are in the order of their letters. */
const newestFirst = (one: Card, other: Card): number =>
  compare(other.startedAt, one.startedAt) || compare(idOf(one.entry), idOf(other.entry));
const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);
