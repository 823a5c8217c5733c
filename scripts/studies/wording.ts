/** How studies write their figures. */
import { number, UNKNOWN } from "../../src/reporters/format.js";
import type { Verdict } from "../../src/result/result.js";
import { median } from "../../src/statistics/quantile.js";
import type { PairedRatio } from "../../src/statistics/ratio.js";

/** "+1.2 % (−0.4 to +2.9)"; the interval only where there are rounds enough. */
export function change({ ratio, low, high }: PairedRatio): string {
  if (ratio === undefined) return "–";
  if (low === undefined || high === undefined) return `${signed(ratio)} %`;
  return `${signed(ratio)} % (${signed(low)} to ${signed(high)})`;
}

const signed = (ratio: number): string => `${ratio < 1 ? "−" : "+"}${Math.abs((ratio - 1) * 100).toFixed(1)}`;

/** Whoever reads the table must know on what kind of machine day it was made. */
export function disturbance(all: readonly { verdict?: Verdict }[]): string {
  const rows = all.filter(({ verdict }) => verdict !== undefined);
  if (rows.length === 0) return "Whether other work disturbed these rounds was not written down.";
  const disturbed = rows.filter(({ verdict }) => verdict === "disturbed" || verdict === "generator-bound").length;
  return `Disturbed by other work, or with a generator at its limit: ${disturbed} of ${rows.length} rounds.`;
}

/** Median (lowest–highest). */
export function spread(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const middle = median(known);
  return middle === undefined
    ? UNKNOWN
    : `${number(middle)} (${number(Math.min(...known))}–${number(Math.max(...known))})`;
}
