/** How charts of a sweep space the values of an axis, and what they call it. */
import type { Scale } from "../../../reporters/charts/curve-scale.js";
import { FONT_SIZE } from "../../../reporters/charts/look.js";
import { wrapped } from "../../../reporters/charts/text-width.js";
import { number } from "../../../reporters/format.js";
import { RATE } from "../axis.js";
import type { Axis, AxisValue } from "../record.js";

/** Listed numbers that are further apart than this, as a factor, would lie upon each other on a linear axis. */
const WIDE = 20;

export function axisScale({ path, values, spacing }: Axis): Scale {
  const name = axisName(path);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return { kind: "list", name, format: String, words: values.map(inLines) };
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = least > 0 && (spacing === "log" || (spacing === "list" && most / least > WIDE));
  return { kind: isLog ? "log" : "linear", name: isLog ? `${name}, logarithmic` : name, format: number };
}

/** px: as wide as a word of an axis may be on a telephone. */
const WIDEST_WORD = 110;

const inLines = (value: AxisValue): string => wrapped(String(value), WIDEST_WORD, FONT_SIZE).join("\n");

/** `arrivals.rate` is no setting of a scenario, so nobody has read of it there. */
export const axisName = (path: string): string => (path === RATE ? `events per second (${path})` : path);

/** "6 values of clients, from 10 to 1000", or the words. */
export function valuesText({ path, values, spacing }: Axis): string {
  const isRange = spacing !== "list";
  return isRange
    ? `${values.length} values of ${axisName(path)}, from ${values[0]} to ${values.at(-1)}`
    : `${axisName(path)} = ${values.join(", ")}`;
}
