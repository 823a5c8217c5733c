/**
 * Writes figures for people: 3 significant digits, scaled units, "–" for what was not measured. CSV and JSON keep base units.
 */
import { type Verdict, verdicts } from "../result/result.js";
import { NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../units.js";

export const UNKNOWN = "–";

/** The mark stands at every figure that comes from rounds with this verdict, or at the head of its column. */
const marks: Partial<Record<Verdict, string>> = { "generator-bound": "†", disturbed: "‡" };

export function marked(text: string, verdict: Verdict | undefined): string {
  const mark = verdict && marks[verdict];
  return mark === undefined ? text : `${text} ${mark}`;
}

/** A line for each mark that says what it means, where nothing is known about single rounds. */
export const markNotes = (found: readonly (Verdict | undefined)[]): string[] =>
  Object.entries(marks).flatMap(([verdict, mark]) =>
    found.includes(verdict as Verdict)
      ? [`${mark} The worst of the rounds behind this figure was ${verdict}: ${verdicts[verdict as Verdict]}`]
      : [],
  );

export const markOf = (verdict: Verdict): string => marks[verdict] ?? "";

type Figure = number | undefined;

/**
 * Writes 0.0123, 1.23, 12.3, 123 or 12,345: never with an exponent, and never with more digits than the measurement supports.
 */
function threeDigits(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 99.95) return count(Math.round(value));
  // toPrecision rounds 9.999 up to "10.00"; to read it back drops the surplus digit
  return Number(value.toPrecision(3)).toPrecision(3).replace(/e.*/, "");
}

export const count = (value: Figure): string =>
  value === undefined ? UNKNOWN : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

export const number = (value: Figure): string => (value === undefined ? UNKNOWN : threeDigits(value));

export const perSecond = (value: Figure): string => (value === undefined ? UNKNOWN : `${threeDigits(value)}/s`);

export const percent = (ratio: Figure): string => (ratio === undefined ? UNKNOWN : `${threeDigits(ratio * 100)} %`);

export function duration(ns: Figure): string {
  if (ns === undefined) return UNKNOWN;
  if (ns < 0.9995 * NS_PER_US) return `${threeDigits(ns)} ns`;
  if (ns < 0.9995 * NS_PER_MS) return `${threeDigits(ns / NS_PER_US)} µs`;
  if (ns < 0.9995 * NS_PER_SECOND) return `${threeDigits(ns / NS_PER_MS)} ms`;
  return `${threeDigits(ns / NS_PER_SECOND)} s`;
}

/** "48 s" or "2 min 24 s": of times that somebody waits for. */
export function time(ns: number): string {
  const seconds = Math.round(ns / NS_PER_SECOND);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How well the clock of another host is known. */
export const clockText = (boundNs: number): string => (boundNs === 0 ? "the same clock" : `± ${duration(boundNs)}`);

export const durationOfUs = (us: Figure): string => duration(us === undefined ? undefined : us * NS_PER_US);
export const durationOfMs = (ms: Figure): string => duration(ms === undefined ? undefined : ms * NS_PER_MS);

export function bytes(value: Figure): string {
  if (value === undefined) return UNKNOWN;
  const scaled = ["B", "KiB", "MiB", "GiB"].map((unit, power) => ({ unit, amount: value / 1024 ** power }));
  const { unit, amount } = scaled.find(({ amount }) => Math.abs(amount) < 999.5) ?? scaled[3]!;
  return `${threeDigits(amount)} ${unit}`;
}

/** "4.51 KiB (2.60 KiB–5.10 KiB)". */
export function bytesWithin(value: Figure, low: Figure, high: Figure): string {
  return value === undefined ? UNKNOWN : `${bytes(value)} (${bytes(low)}–${bytes(high)})`;
}

/** The same of any figure, whose interval may be unknown. */
export function within(
  format: (value: number) => string,
  value: number,
  range?: { low: number; high: number },
): string {
  return range === undefined ? format(value) : `${format(value)} (${format(range.low)}–${format(range.high)})`;
}

/** "2.31×"; with an interval "2.31× (2.10–2.58)". */
export function ratio(value: { ratio: Figure; low?: Figure; high?: Figure }): string {
  if (value.ratio === undefined) return UNKNOWN;
  const { low, high } = value;
  const interval = low === undefined || high === undefined ? "" : ` (${threeDigits(low)}–${threeDigits(high)})`;
  return `${threeDigits(value.ratio)}×${interval}`;
}
