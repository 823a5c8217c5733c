/** Words and amounts of which advice is made. */
import { bytes, number, within } from "../reporters/format.js";
import type { Within } from "../studies/crossover/found.js";
import type { Used } from "./advise.js";
import type { Difference } from "./distance.js";
import type { Spent } from "./month.js";

/** A factor below this is none that anybody would act on. */
const SAME = 1.05;

export const amounts: Record<Spent, { title: string; text(value: number): string }> = {
  cpuHours: { title: "CPU", text: (hours) => `${number(hours)} h` },
  wireBytes: { title: "bytes on the wire", text: bytes },
  rssBytes: { title: "memory", text: bytes },
  money: { title: "money", text: number },
};

export const interval = (text: (value: number) => string, value: Within | undefined): string =>
  value === undefined ? "–" : within(text, value.estimate, rangeOf(value));

const rangeOf = ({ low, high }: Within): { low: number; high: number } | undefined =>
  low === undefined || high === undefined ? undefined : { low, high };

export function differencesText({ differences, distance }: Used): string {
  if (10 ** distance < SAME) return "The measurement is of this workload, as far as can be told.";
  return `It differs by a factor of ${number(10 ** distance)} in all (${differences.map(differenceText).join(", ")}).`;
}

const differenceText = ({ what, factor }: Difference): string =>
  factor === undefined ? `another ${what === "TLS" ? "choice of TLS" : what}` : `${number(factor)} × the ${what}`;

export function machineText({ source: { machineDiffersIn } }: Pick<Used, "source">): string {
  if (machineDiffersIn === undefined) return "It does not say on which machine it was measured.";
  return machineDiffersIn.length === 0
    ? "It was measured on this machine."
    : `It was measured on another machine, or on this one before something changed: ${machineDiffersIn.join(", ")}. Ratios travel better than levels.`;
}

export const sourceText = ({ source }: Used): string => titleOf(source);

export const titleOf = ({ kind, title, file, startedAt }: Used["source"]): string =>
  `the ${kind} "${title}" of ${startedAt.slice(0, 10)} (${file})`;

export const rate = (perSecond: number): string => `${number(perSecond)} events a second`;

export const listed = (names: readonly string[]): string =>
  names.length < 2
    ? names.map(quoted).join("")
    : `${names.slice(0, -1).map(quoted).join(", ")} or ${quoted(names.at(-1)!)}`;

export const quoted = (name: string): string => `\`${name}\``;
