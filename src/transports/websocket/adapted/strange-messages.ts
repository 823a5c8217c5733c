/** Messages of a service that are neither events nor answers: reasons in reports, of which only a few quote what came. */
import type { Observer } from "../../transport.js";

const MOST_QUOTED = 8;
const MOST_CHARACTERS = 80;
/** A character has four bytes at most. */
const MOST_BYTES = 4 * MOST_CHARACTERS;

/** The beginning of a message, in quotes. */
export function quoted(message: Buffer): string {
  const text = message.toString("utf8", 0, MOST_BYTES);
  const characters = [...text].slice(0, MOST_CHARACTERS).join("");
  return JSON.stringify(characters.length < text.length || message.length > MOST_BYTES ? `${characters}…` : characters);
}

export class StrangeMessages {
  readonly #observer: Observer;
  readonly #known = new Set<string>();

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  came(message: Buffer, what = "neither an event nor an answer"): void {
    const reason = `${what}: ${quoted(message)}`;
    if (this.#known.size < MOST_QUOTED) this.#known.add(reason);
    this.#observer.problem(this.#known.has(reason) ? reason : `${what}, like others before`);
  }
}
