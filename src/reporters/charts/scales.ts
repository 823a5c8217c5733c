/** The only import of d3-scale: axes with round ticks, whose labels do not overlap. */
import { scaleLinear, scaleLog } from "d3-scale";
import { FONT_SIZE } from "./look.js";
import { widthOf } from "./text-width.js";

export interface Tick {
  /** px */
  at: number;
  /** Empty: a tick without a label. Line breaks part its lines, on a horizontal axis. */
  label: string;
}

export interface Axis {
  /** The pixel of a value. */
  at(value: number): number;
  ticks: Tick[];
}

export interface AxisOptions {
  /** The least and the greatest value that it must hold. */
  low: number;
  high: number;
  /** The pixels of both ends. */
  from: number;
  to: number;
  format(value: number): string;
  /** Bytes have ticks that are round as KiB and MiB. */
  isBytes?: boolean;
  /** It ends at its least and its greatest value, not at round ones. */
  isTight?: boolean;
}

/** px between the middles of neighbouring labels of a vertical axis. */
const LEAST_STEP = 22;
/** px between the ends of neighbouring labels of a horizontal axis. */
const LEAST_GAP = 12;

/** The smallest span as a share of the highest value. Closer ticks would have equal labels, because labels have three digits. */
const SMALLEST_SPAN = 0.05;
/** px of an axis for each tick that is wished for. */
const TICK_ROOM = { vertical: 45, horizontal: 90 };

/** It begins at 0, unless the lowest value lies above half of the highest: then 0 would flatten everything. */
export function linearAxis({ low, high, ...options }: AxisOptions): Axis {
  const missing = Math.max(0, Math.abs(high) * SMALLEST_SPAN - (high - low));
  const bottom = low > 0 && low > high / 2 ? low - missing / 2 : Math.min(0, low);
  const top = high > bottom ? (bottom > 0 ? high + missing / 2 : high) : bottom + 1;
  const unit = options.isBytes ? byteUnit(top) : 1;
  const room = options.from > options.to ? TICK_ROOM.vertical : TICK_ROOM.horizontal;
  const wanted = Math.max(2, Math.min(6, Math.floor(Math.abs(options.to - options.from) / room)));
  const loose = scaleLinear()
    .domain([bottom / unit, top / unit])
    .range([options.from, options.to]);
  const scale = options.isTight ? loose : loose.nice(wanted);
  const at = (value: number): number => scale(value / unit);
  const values = scale.ticks(wanted).map((tick) => tick * unit);
  // Its ticks may be far from its ends, so it has more of them where there is room.
  const more = options.isTight ? [scale.ticks(2 * wanted).map((tick) => tick * unit)] : [];
  return { at, ticks: fitting([...more, values, ends(values)], at, options) };
}

/** 1,000 B would be "0.977 KiB", so that ticks near the next unit are quarters of it. */
function byteUnit(most: number): number {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log2(Math.max(most, 1)) / 10));
  return most / unit > 500 ? unit * 256 : unit;
}

/** `low` is above 0. What is not, is drawn at the axis' end. */
export function logAxis({ low, high, isTight, ...options }: AxisOptions): Axis {
  const room = isTight ? 1 : Math.max(1.05, (high / low) ** 0.04);
  const domain: [number, number] = [low / room, high * room];
  const scale = scaleLog().domain(domain).range([options.from, options.to]).clamp(true);
  const at = (value: number): number => (value > 0 ? scale(value) : options.from);
  const within = (values: readonly number[]): number[] =>
    values.filter((value) => value >= domain[0] && value <= domain[1]);
  const decades = Array.from({ length: 40 }, (_, i) => i - 20);
  const steps = (factors: readonly number[], every = 1): number[] =>
    within(
      decades
        .filter((power) => power % every === 0)
        .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))),
    );
  const isNarrow = domain[1] / domain[0] < 6;
  const sets = [
    ...(isNarrow ? [6, 4, 3].map((wanted) => within(scaleLinear().domain(domain).ticks(wanted))) : []),
    steps([1, 2, 5]),
    steps([1, 3]),
    ...[1, 2, 3, 4].map((every) => steps([1], every)),
  ];
  return {
    at,
    ticks: fitting(
      sets.filter((set) => set.length >= 2),
      at,
      options,
    ),
  };
}

/** The first of the sets whose labels all have room; of the last one, as many as have. */
function fitting(
  sets: readonly (readonly number[])[],
  at: (value: number) => number,
  options: Omit<AxisOptions, "low" | "high">,
): Tick[] {
  const isVertical = options.from > options.to;
  const all = sets.map((values) => values.map((value) => ({ at: at(value), label: labelOf(value, options.format) })));
  const fits = all.find((ticks) => ticks.every((tick, i) => i === 0 || !collides(ticks[i - 1]!, tick, { isVertical })));
  return fits ?? thinned(all.at(-1) ?? [], { isVertical });
}

interface Crowding {
  isVertical?: boolean;
  /** px between the ends of labels of a horizontal axis. */
  gap?: number;
}

function collides(one: Tick, other: Tick, { isVertical = false, gap = LEAST_GAP }: Crowding): boolean {
  const apart = Math.abs(one.at - other.at);
  return apart < (isVertical ? LEAST_STEP : (widestLine(one.label) + widestLine(other.label)) / 2 + gap);
}

export const linesOf = (label: string): string[] => label.split("\n").filter((one) => one !== "");

/** px */
export const widestLine = (label: string): number =>
  Math.max(0, ...linesOf(label).map((one) => widthOf(one, FONT_SIZE)));

/** Labels of the ticks that have no room are left empty. */
export function thinned(ticks: readonly Tick[], crowding: Crowding = {}): Tick[] {
  let last: Tick | undefined;
  return ticks.map((tick) => {
    if (tick.label === "") return tick;
    if (last !== undefined && collides(last, tick, crowding)) return { ...tick, label: "" };
    last = tick;
    return tick;
  });
}

const ends = (values: readonly number[]): number[] => [...new Set([values[0]!, values.at(-1)!])];

/** 0 has no unit: 0 ns would be the only ns of an axis in ms. */
const labelOf = (value: number, format: (value: number) => string): string =>
  value === 0 ? "0" : tickText(format(value));

/** "1.00 ms" is "1 ms" at a tick: it is exact. */
const tickText = (label: string): string => label.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
