/**
 * What casts doubt on a chart stands beside it: the warnings of the run that are about what it shows. The whole list, with advice, is
 * elsewhere.
 */
import type { Verdict, WarningCode } from "../../result/result.js";
import { markNotes, markOf } from "../format.js";
import { list } from "../markdown/words.js";
import { mergedWarnings } from "../merged-warnings.js";
import type { Tables } from "../tables.js";

/** What a chart shows. */
export type Subject = "ratios" | "latency" | "cpu" | "memory" | "wire" | "deliveries";

const ALL: readonly Subject[] = ["ratios", "latency", "cpu", "memory", "wire", "deliveries"];

/** Which charts a warning casts doubt on. Those with a mark are about all: the mark stands at names in each. */
const subjects: Record<WarningCode, readonly Subject[]> = {
  "no-events": ["latency", "deliveries"],
  "no-deliveries": ["latency", "cpu", "wire", "deliveries"],
  quick: ["ratios", "latency", "cpu", "memory"],
  "too-few-rounds": ["ratios"],
  "not-pinned": ["latency", "cpu"],
  "generator-bound": ALL,
  "service-bound": ["latency"],
  "processes-uneven": ["latency", "cpu"],
  disturbed: ALL,
  "not-cross-checked": ["deliveries"],
  "not-warmed-up": ["latency", "cpu"],
  "few-heartbeats": ["cpu"],
  "deliveries-lost": ["latency", "deliveries"],
  "deliveries-rejected": ["latency", "deliveries"],
  "deliveries-pending": ["latency", "deliveries"],
  "bytes-of-tls": ["wire"],
  "busy-machine": ["latency", "cpu"],
  "round-replayed": [], // nothing of the first attempt is in a figure
  interrupted: [], // each page says at its top how it ended
};

/** Plain text, a line each. Undefined: nothing that is known. */
export function doubtsOf({ result, summary }: Tables, subject: Subject): string[] | undefined {
  const warned = mergedWarnings(result.warnings.filter(({ code }) => subjects[code].includes(subject)));
  const codes = warned.map(({ code }) => code as string);
  const lines = warned.map(({ code, approaches, message }) =>
    [markOf(code as Verdict), approaches.length === 0 ? "" : `${list(approaches)}:`, message]
      .filter((part) => part !== "")
      .join(" "),
  );
  const verdicts = summary.map(({ generatorVerdict }) => generatorVerdict);
  // Results of which somebody removed the warnings have marks as well
  const notes = markNotes(verdicts.filter((one) => one !== undefined && !codes.includes(one)));
  return lines.length + notes.length === 0 ? undefined : [...lines, ...notes];
}
