/** The axes of a sweep, as --over says them: `path=1..2000`, `path=0..60:linear`, `path=1,10,100`, `path=true,false`. */
import { PushbenchError } from "../../errors.js";
import { readValue } from "../../scenario/document.js";
import type { Axis, AxisValue } from "./record.js";

/** No setting of a scenario: the mean events per second of any arrivals, all of whose rates are multiplied alike. */
export const RATE = "arrivals.rate";
/** What a study decides itself, and by which option. */
const DECIDED = { "run.rounds": "--rounds", "run.seed": "--set run.seed=…" };
const MOST_AXES = 2;
/** Each point takes minutes. */
const MOST_VALUES = 50;
/** So many digits are easy to read and to name a folder by; nobody can tell the values in between. */
const DIGITS = 3;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const RANGE = /^(.+?)\.\.(.+?)(?::(log|linear))?$/;

/** `points` is the number of values of a range. Throws PushbenchError usage. */
export function parseAxes(texts: readonly string[], points: number): Axis[] {
  if (texts.length === 0 || texts.length > MOST_AXES) {
    throw new PushbenchError("usage", `--over must be given once or twice, got it ${texts.length} times.`, {
      hint: "One setting gives a curve, as in --over arrivals.perSecond=1..2000, and two give a grid.",
    });
  }
  const axes = texts.map((text) => parseAxis(text, points));
  if (axes.length === 2 && axes[0]!.path === axes[1]!.path) throw wrong(texts[1]!, "has the setting of the other one");
  return axes;
}

function parseAxis(text: string, points: number): Axis {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(0, equals)).trim();
  if (path === "") throw wrong(text, "must be a setting and its values, as in clients=10..1000 or clients=10,100");
  if (path in DECIDED) throw wrong(text, `is decided by the study (${DECIDED[path as keyof typeof DECIDED]})`);
  const given = text.slice(equals + 1).trim();
  const range = RANGE.exec(given);
  const axis: Axis =
    range === null
      ? { path, values: listed(text, given), spacing: "list" }
      : { path, ...spaced(text, range as unknown as [string, string, string, "log" | "linear" | undefined], points) };
  if (new Set(axis.values).size < 2) throw wrong(text, "must have at least two values");
  if (axis.values.length > MOST_VALUES) throw wrong(text, `must have at most ${MOST_VALUES} values`);
  return axis;
}

function spaced(
  text: string,
  [, from, to, given]: [string, string, string, "log" | "linear" | undefined],
  points: number,
): Pick<Axis, "values" | "spacing"> {
  const [low, high] = [from, to].map((end) => (NUMBER.test(end.trim()) ? Number(end) : Number.NaN)) as [number, number];
  if (!(low < high)) throw wrong(text, "must be two numbers, the smaller one first");
  const spacing = given ?? "log";
  if (spacing === "log" && low <= 0)
    throw wrong(text, "begins at 0 or below, where no step is a multiple: write it as a..b:linear");
  const at = (share: number): number => (spacing === "log" ? low * (high / low) ** share : low + (high - low) * share);
  const values = Array.from({ length: points }, (_, i) =>
    i === 0 ? low : i === points - 1 ? high : Number(at(i / (points - 1)).toPrecision(DIGITS)),
  );
  return { values: [...new Set(values)], spacing };
}

/** Words are read as --set reads them. */
function listed(text: string, given: string): AxisValue[] {
  return given.split(",").map((word) => {
    const read = readValue(word);
    if ("problem" in read) throw wrong(text, `has a value that ${read.problem}`);
    const { value } = read;
    if (typeof value === "number" || typeof value === "boolean") return value;
    if (typeof value === "string" && value !== "") return value;
    throw wrong(text, `must have numbers, words, true or false between its commas, got ${JSON.stringify(word)}`);
  });
}

const wrong = (text: string, message: string): PushbenchError =>
  new PushbenchError("usage", `--over ${text}: it ${message}.`, {
    hint: "A range is path=1..2000 (each step a multiple) or path=0..60:linear, a list is path=1,10,100.",
  });

/** The axis with whole numbers in place of its own. Those that become the same stand once. */
export const inWholeNumbers = (axis: Axis): Axis => ({
  ...axis,
  values: [...new Set(axis.values.map((value) => (typeof value === "number" ? Math.round(value) : value)))],
});

/** A value for each axis, for each point; the last axis changes fastest. */
export const gridOf = (axes: readonly Axis[]): AxisValue[][] =>
  axes.reduce<AxisValue[][]>((grid, { values }) => grid.flatMap((at) => values.map((value) => [...at, value])), [[]]);

/** The point in words: "clients=100, payload.bytes=512". */
export const pointText = (axes: readonly Pick<Axis, "path">[], at: readonly AxisValue[]): string =>
  axes.map(({ path }, i) => `${path}=${at[i]}`).join(", ");

/** Of a point among so many: its number, so that folders sort as the points do, and its values. */
export function pointFolder(number: number, points: number, at: readonly AxisValue[]): string {
  const padded = String(number).padStart(String(points).length, "0");
  const label = at.map((value) => String(value).replaceAll(/[^\w.-]+/g, "_")).join("-");
  return `points/${padded}-${label.slice(0, 60)}`;
}
