/**
 * Text with placeholders, in which an event travels to a service that knows nothing of pushbench: `{"id": "{{id}}", "text":
 * "{{filler}}"}`. It is parsed once, and rendered for each event while the event is prepared.
 */
import { timestampOfEnvelope } from "../../events/envelope.js";
import { text as words } from "../../events/filler.js";
import { eventId } from "../../events/id.js";
import { didYouMean } from "../../nearest.js";
import { mix32 } from "../../random.js";

/** Every placeholder, with what stands in its place. */
export const placeholders = {
  id: "the event's id",
  time: "the event's time, as ISO 8601 has it",
  client: "the client's number",
  room: "the number of the client's room",
  event: "the whole envelope of the event",
  filler: "as many words as make the message as long as the event's envelope",
  token: "the client's access token",
  url: "the URL at which the client receives events",
} as const;

export type Placeholder = keyof typeof placeholders;

/** What is known of one event. The last two are asked for only where a template has a place for them. */
export interface Filling {
  readonly index: number;
  /** The client that the message comes from. */
  readonly client: number;
  readonly room: number;
  /** The envelope's bytes. */
  readonly event: Buffer;
  readonly token?: string;
  readonly url?: string;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;
const SHOWN_CHARACTERS = 30;

export class Template {
  /** What stands before the first placeholder, between each two, and behind the last. */
  readonly #texts: readonly string[];
  readonly #names: readonly Placeholder[];
  /** It is the envelope and nothing else, whose bytes need not be copied. */
  readonly #isEvent: boolean;

  /** Throws when it has problems: whoever reads settings asks `problemsOf` first. */
  constructor(text: string) {
    const { texts, names } = taken(text);
    const problems = problemsOf(text, Object.keys(placeholders) as Placeholder[]);
    if (problems.length > 0) throw new Error(problems.join("; "));
    this.#texts = texts;
    this.#names = names as Placeholder[];
    this.#isEvent = names.length === 1 && names[0] === "event" && texts.every((part) => part === "");
  }

  has(...names: readonly Placeholder[]): boolean {
    return names.some((name) => this.#names.includes(name));
  }

  render(filling: Filling): string {
    const [before, after] = this.#around(filling);
    return after === null ? before : before + wordsBetween(before, after, filling) + after;
  }

  /** The words that stand for `{{filler}}`; nothing where it has no such place. */
  fillerIn(filling: Filling): string {
    const [before, after] = this.#around(filling);
    return after === null ? "" : wordsBetween(before, after, filling);
  }

  /** The same as bytes; where they are the envelope's own, these and no copy. */
  bytes(filling: Filling): Buffer {
    return this.#isEvent ? filling.event : Buffer.from(this.render(filling));
  }

  /** What stands before the filler and behind it; null: it has none. */
  #around(filling: Filling): [before: string, after: string | null] {
    let before = "";
    let text = this.#texts[0]!;
    let isFilled = false;
    for (let i = 0; i < this.#names.length; i++) {
      const name = this.#names[i]!;
      if (name === "filler") {
        before = text;
        text = "";
        isFilled = true;
      } else text += standIn(name, filling);
      text += this.#texts[i + 1]!;
    }
    return isFilled ? [before, text] : [text, null];
  }
}

/** What is wrong with it where these placeholders are `allowed`; nothing when all is well. */
export function problemsOf(text: string, allowed: readonly Placeholder[]): string[] {
  const { texts, names } = taken(text);
  const problems = names
    .filter((name) => !(allowed as readonly string[]).includes(name))
    .map((name) => `has an unknown placeholder {{${name}}}.${didYouMean(name, allowed)} Allowed: ${list(allowed)}`);
  const open = texts.find((part) => part.includes("{{"));
  if (open !== undefined) {
    const shown = open.slice(open.indexOf("{{")).slice(0, SHOWN_CHARACTERS);
    problems.push(`has a {{ that does not begin a placeholder, at ${JSON.stringify(shown)}. Allowed: ${list(allowed)}`);
  }
  if (names.filter((name) => name === "filler").length > 1) problems.push("has {{filler}} more than once");
  return problems;
}

const list = (names: readonly Placeholder[]): string => names.map((name) => `{{${name}}}`).join(", ");

/** Takes the text apart. */
function taken(text: string): { texts: string[]; names: string[] } {
  const pieces = text.split(PLACEHOLDER);
  return { texts: pieces.filter((_, i) => i % 2 === 0), names: pieces.filter((_, i) => i % 2 === 1) };
}

/** Letters and blanks, which JSON need not escape; others for each event. */
function wordsBetween(before: string, after: string, { index, event }: Filling): string {
  const missingBytes = event.length - Buffer.byteLength(before) - Buffer.byteLength(after);
  return missingBytes > 0 ? words(mix32(index), missingBytes) : "";
}

function standIn(name: Exclude<Placeholder, "filler">, filling: Filling): string {
  switch (name) {
    case "id":
      return eventId(filling.index);
    case "time":
      return timestampOfEnvelope(filling.event);
    case "client":
      return String(filling.client);
    case "room":
      return String(filling.room);
    case "event":
      return filling.event.toString();
    case "token":
    case "url": {
      const value = filling[name];
      if (value === undefined) throw new Error(`there is nothing to put in the place of {{${name}}}`);
      return value;
    }
  }
}
