/** The words of reports with what docs/glossary.md says of them; a test compares the two. Examples are left to that page. */
import { escaped, tag } from "./tag.js";

export const glossary: Record<string, string> = {
  approach: "A named configuration of a transport; what a run compares are approaches.",
  "service time": "`deliveredNs − sentNs`. What tools without due times call latency; it hides waiting.",
  latency: "`deliveredNs − dueNs`. It counts the wait behind earlier events, as a user would.",
  lateness:
    "How much later than due the generator began an event. It is the generator's own fault and always published.",
  delivery: "One event at one recipient. An event to the 9 other members of a room is 9 deliveries.",
  round:
    "New service processes and new connections for every approach, a warm-up, then the measured window. The unit of statistics.",
  generator: "A process that plays clients.",
  guarantee:
    "What both sides promise: `at-least-once` (every hop acknowledges every event) or `at-most-once` (an event is sent once and forgotten). It is the same on every transport, or nothing could be compared.",
  flow: "Where events begin and who must receive them: `ingest` (clients to service), `broadcast` (service to all clients), `relay` (client to service to the other members of a room).",
  objective: "A limit in the scenario that every approach must hold, such as a 99th percentile of 200 ms.",
  pending: "Not delivered when the drain ended, and still being tried.",
  drain: "The wait after a slice for deliveries that are still on their way.",
  capacity: "The largest rate that an approach carries within its objectives, by the median trial, with its interval.",
  crossover:
    "The rate at which two approaches cost the same. It is told as a range: from the last point at which one is surely cheaper to the first at which the other is.",
  "standing cost":
    "What an approach costs although nothing is delivered. With the cost of a delivery it makes the cost line.",
  "worth a word":
    "A difference at least as large as the smallest effect that is stated for the figure. Smaller ones are not in the headline.",
};

/** As words of a text may be written; all of them in small letters. */
const forms: Record<string, string> = Object.fromEntries([
  ...Object.keys(glossary).flatMap((word) => [
    [word, word],
    [`${word}s`, word],
  ]),
  ["deliveries", "delivery"],
  ["capacities", "capacity"],
  ["worth no word", "worth a word"],
]);
const WORDS = new RegExp(
  `(?<![\\w-])(${Object.keys(forms)
    .sort((a, b) => b.length - a.length)
    .join("|")})(?![\\w-])`,
  "gi",
);

const withoutTicks = (meaning: string): string => meaning.replaceAll("`", "");

/** Each word is explained where a page has it first, and again at its end. */
export class GlossaryOfPage {
  readonly #used = new Set<string>();

  /** Escapes the text. */
  readonly explain = (text: string): string => {
    let [html, read] = ["", 0];
    for (const found of text.matchAll(WORDS)) {
      const word = forms[found[0].toLowerCase()]!;
      if (this.#used.has(word)) continue;
      this.#used.add(word);
      html +=
        escaped(text.slice(read, found.index)) +
        tag("abbr", { title: withoutTicks(glossary[word]!) }, escaped(found[0]));
      read = found.index + found[0].length;
    }
    return html + escaped(text.slice(read));
  };

  /** All words that the page has explained. */
  get list(): string {
    return tag(
      "dl",
      {},
      ...Object.keys(glossary)
        .filter((word) => this.#used.has(word))
        .sort()
        .flatMap((word) => [tag("dt", {}, escaped(word)), tag("dd", {}, escaped(withoutTicks(glossary[word]!)))]),
    );
  }
}
