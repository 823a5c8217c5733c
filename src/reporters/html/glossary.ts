/** The words of reports with what docs/glossary.md says of them; a test compares the two. Examples are left to that page. */
import { escaped, tag } from "./tag.js";

/** By the words that share an entry. What stands in brackets says of what the word is told. */
export const glossary: Record<string, string> = {
  approach: "A named configuration of a transport; what a run compares are approaches.",
  "percentile, p50, p99":
    "The time within which that share of the deliveries came: p50 is that of half of them, and 1 in 100 took longer than p99.",
  "service time": "`deliveredNs − sentNs`. What tools without due times call latency; it hides waiting.",
  latency: "`deliveredNs − dueNs`. It counts the wait behind earlier events, as a user would.",
  lateness:
    "How much later than due the generator began an event. It is the generator's own fault and always published.",
  delivery: "One event at one recipient. An event to the 9 other members of a room is 9 deliveries.",
  round:
    "New service processes and new connections for every approach, a warm-up, then the measured window. The unit of statistics.",
  "warm-up":
    "Slices that come before the window and do not count: their rate is raised until a delivery no longer costs less.",
  generator: "A process that plays clients.",
  guarantee:
    "What both sides promise: `at-least-once` (every hop acknowledges every event) or `at-most-once` (an event is sent once and forgotten). It is the same on every transport, or nothing could be compared.",
  flow: "Where events begin and who must receive them: `ingest` (clients to service), `broadcast` (service to all clients), `relay` (client to service to the other members of a room).",
  schedule:
    "Every due time, sender and size of a round, drawn from the seed before it starts; the same for every approach.",
  "ratio, interval":
    "One approach against another, round by round; the range that holds the true ratio with the stated confidence.",
  objective: "A limit in the scenario that every approach must hold, such as a 99th percentile of 200 ms.",
  "payload, overhead":
    "The bytes of events as they are, envelope included; all other bytes on the wire: heads, frames, acknowledgements, handshakes.",
  "handshake, full or resumed":
    "How an encrypted connection begins. In full, the side that accepts shows its certificates and proves that they are its own; resumed, both go on with a session of an earlier connection.",
  RSS: "Resident set size: what a process has of the machine's memory.",
  heartbeat:
    "A sign of life of the service to a client that is connected: a ping with its pong, or a comment in a stream. In a run without events nothing else passes.",
  "lost, rejected, duplicate, out of order":
    "Never arrived; refused with a reason; arrived again; arrived after a later event of the same sender.",
  pending: "Not delivered when the drain ended, and still being tried.",
  drain: "The wait after a slice for deliveries that are still on their way.",
  fault: "Something that breaks on purpose during a slice, by the scenario: a kind with a time, a length and settings.",
  "verdict (of the generator)":
    "What set the figures: `not-saturated`, `limit-unknown`, `service-bound`, `disturbed` (other work), `generator-bound`.",
  "closed loop": "The next event begins when one completes: a concurrency. Slowness shows as lower throughput.",
  capacity: "The largest rate that an approach carries within its objectives, by the median trial, with its interval.",
  crossover:
    "The rate at which two approaches cost the same. It is told as a range: from the last point at which one is surely cheaper to the first at which the other is.",
  "standing cost":
    "What an approach costs although nothing is delivered. With the cost of a delivery it makes the cost line.",
  "worth a word":
    "A difference at least as large as the smallest effect that is stated for the figure. Smaller ones are not in the headline.",
};

/** How a text may write the words of an entry that are not those themselves, or with an s. */
const otherForms: Record<string, readonly string[]> = {
  delivery: ["deliveries"],
  capacity: ["capacities"],
  "worth a word": ["worth no word"],
  "verdict (of the generator)": ["generator-bound", "service-bound", "disturbed", "not-saturated", "limit-unknown"],
  "handshake, full or resumed": ["handshake"],
};

/** The entry of each form, which is written in small letters. */
const forms: ReadonlyMap<string, string> = new Map(
  Object.keys(glossary).flatMap((entry) =>
    [...entry.replace(/ \(.*\)/, "").split(", "), ...(otherForms[entry] ?? [])]
      .flatMap((form) => [form, `${form}s`])
      .map((form) => [form.toLowerCase(), entry] as const),
  ),
);
/** A word is no part of another, and p99 is none of p99.9. */
const WORDS = new RegExp(
  `(?<![\\w-])(${[...forms.keys()].sort((a, b) => b.length - a.length).join("|")})(?![\\w-]|\\.\\d)`,
  "gi",
);

const withoutTicks = (meaning: string): string => meaning.replaceAll("`", "");

/** The words of a page: in each of its parts a word is explained where it stands first, and all of them again at the page's end. */
export class GlossaryOfPage {
  readonly #used = new Set<string>();

  /** Writes the texts of one part, and escapes them. */
  part(): (text: string) => string {
    const explained = new Set<string>();
    return (text) => {
      let [html, read] = ["", 0];
      for (const found of text.matchAll(WORDS)) {
        const entry = forms.get(found[0].toLowerCase())!;
        if (explained.has(entry)) continue;
        explained.add(entry);
        this.#used.add(entry);
        html +=
          escaped(text.slice(read, found.index)) +
          tag("abbr", { title: withoutTicks(glossary[entry]!) }, escaped(found[0]));
        read = found.index + found[0].length;
      }
      return html + escaped(text.slice(read));
    };
  }

  /** All words that the page has explained. */
  get list(): string {
    return tag(
      "dl",
      {},
      ...Object.keys(glossary)
        .filter((entry) => this.#used.has(entry))
        .sort((one, other) => one.localeCompare(other, "en"))
        .flatMap((entry) => [tag("dt", {}, escaped(entry)), tag("dd", {}, escaped(withoutTicks(glossary[entry]!)))]),
    );
  }
}
