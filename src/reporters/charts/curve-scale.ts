/** What an axis of curves measures, and the axis that holds all of them. */
import { type Axis, type AxisOptions, linearAxis, logAxis, thinned } from "./scales.js";

export interface Scale {
  kind: "linear" | "log" | "list";
  name: string;
  format(value: number): string;
  isBytes?: boolean;
  /** Of a list: the words at 0, 1, 2, …; a line break in one parts its lines. */
  words?: readonly string[];
  /** Ticks that are no round numbers. */
  ticks?: readonly { value: number; label: string }[];
  /** From where to where it goes where values do not go beyond: charts one below the other have the same axis. */
  reach?: Extent;
}

/** With more words than this, only those that have room have a line up the plot. */
const MANY_WORDS = 12;

export type Extent = readonly [low: number, high: number];

export function extent(values: readonly number[], { kind, reach }: Scale): Extent {
  const all = [...values, ...(reach ?? [])];
  const usable = kind === "log" ? all.filter((value) => value > 0) : all;
  return usable.length === 0 ? [1, 10] : [Math.min(...usable), Math.max(...usable)];
}

export function axisOn(
  { kind, format, isBytes, words = [], ticks, reach }: Scale,
  [low, high]: Extent,
  from: number,
  to: number,
): Axis {
  if (kind === "list") {
    const step = (to - from) / Math.max(1, words.length);
    const at = (value: number): number => from + (value + 0.5) * step;
    const ticks = thinned(words.map((label, i) => ({ at: at(i), label })));
    return { at, ticks: words.length > MANY_WORDS ? ticks.filter(({ label }) => label !== "") : ticks };
  }
  const isTight = kind === "linear" && reach?.[0] === low && reach[1] === high;
  const options: AxisOptions = { low, high, from, to, format, isTight, ...(isBytes && { isBytes }) };
  const axis = kind === "log" ? logAxis(options) : linearAxis(options);
  if (ticks === undefined) return axis;
  return { ...axis, ticks: thinned(ticks.map(({ value, label }) => ({ at: axis.at(value), label }))) };
}
