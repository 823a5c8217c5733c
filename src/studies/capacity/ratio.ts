/**
 * How many times the capacity of one approach that of another is, from what is known of both. The two are taken for independent: they
 * were found in the same blocks, so what slowed one down probably slowed the other as well, and the interval is rather too wide.
 */
import { cellQuantiles, RateGrid } from "./rate-grid.js";

const PROBABILITIES = [0.025, 0.5, 0.975] as const;
/** Cells with a smaller share change no digit of the answer. */
const SMALLEST_SHARE = 1e-9;

/** With 95 % certainty the ratio lies between `low` and `high`. */
export interface RatioInterval {
  ratio: number;
  low: number;
  high: number;
}

/** Both densities are over the same grid of rates. */
export function capacityRatio(of: Float64Array, reference: Float64Array): RatioInterval {
  const [above, below] = [cellsOf(of), cellsOf(reference)];
  /** Over the difference of cells, shifted so that none is negative. */
  const shift = reference.length;
  const differences = new Float64Array(of.length + reference.length + 1);
  for (const [cell, share] of above)
    for (const [other, its] of below) spread(differences, cell - other + shift, share * its);
  const sum = differences.reduce((total, share) => total + share);
  const cells = cellQuantiles(
    differences.map((share) => share / sum),
    PROBABILITIES,
  );
  const [low, ratio, high] = cells.map((cell) => Math.exp((cell - shift) * RateGrid.STEP));
  return { ratio: ratio!, low: low!, high: high! };
}

const cellsOf = (density: Float64Array): [cell: number, share: number][] =>
  [...density.entries()].filter(([, share]) => share > SMALLEST_SHARE);

/** The difference of two values that may lie anywhere in their cells reaches into both neighbours (a triangle: 1/8, 3/4, 1/8). */
function spread(differences: Float64Array, cell: number, share: number): void {
  differences[cell - 1]! += share / 8;
  differences[cell]! += (share * 3) / 4;
  differences[cell + 1]! += share / 8;
}
