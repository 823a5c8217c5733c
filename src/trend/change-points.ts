/**
 * Where a series of figures changed its level or spread.
 *
 * Method: E-divisive. The best split of a segment is where the energy distance between the two sides, scaled by their sizes, is
 * largest. The right side may end before the segment does, so that a change that is taken back is found. A split counts if few
 * enough permutations of the values within the segments found so far have a split that is as good. Then the next split is
 * searched, until one does not count.
 * Assumption: between changes the values are exchangeable. A slow drift gives change points along its way.
 * Source: Matteson and James, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data", JASA 109
 * (2014), with α = 1; the smallest segment is that of their R package ecp.
 */
import { type Random, seededRandom } from "../random.js";
import { shuffle } from "../shuffle.js";

export interface ChangePoint {
  /** The index of the first value after the change. */
  index: number;
  /** The share of permutations, the series itself included, that have a split at least as good. */
  p: number;
}

export interface ChangePointOptions {
  /** The largest p at which a split counts. */
  significance?: number;
  permutations?: number;
  /** The fewest values between changes, at least 2. Fewer than three bad runs are outliers and no new level. */
  smallestSegment?: number;
  seed?: number;
}

/** The change points are in the order of the series. The same series and options always give the same ones. */
export function changePoints(values: readonly number[], options: ChangePointOptions = {}): ChangePoint[] {
  const { significance = 0.01, permutations = 499, smallestSegment = 3, seed = 1 } = options;
  if (!(smallestSegment >= 2)) throw new RangeError(`a segment needs at least 2 values, got ${smallestSegment}`);
  const random = seededRandom(seed, "change-points");
  const found: ChangePoint[] = [];
  for (;;) {
    const edges = [0, ...found.map(({ index }) => index), values.length];
    const best = bestOf(values, edges, smallestSegment);
    if (best === undefined) return found;
    const enough = best.statistic * (1 - ROUNDING);
    let asGood = 1;
    for (let i = 0; i < permutations; i++) {
      const shuffled = bestOf(shuffledInside(values, edges, random), edges, smallestSegment);
      if (shuffled && shuffled.statistic >= enough) asGood++;
    }
    const p = asGood / (permutations + 1);
    if (p > significance) return found;
    found.push({ index: best.index, p });
    found.sort((a, b) => a.index - b.index);
  }
}

/** Sums of the same distances differ in their last digits when the order of addition differs. */
const ROUNDING = 1e-9;

export interface Split {
  /** Index of the first value of the right side. */
  index: number;
  /** The scaled energy distance, in units of the values. */
  statistic: number;
}

function bestOf(values: readonly number[], edges: readonly number[], smallestSegment: number): Split | undefined {
  let best: Split | undefined;
  for (let i = 1; i < edges.length; i++) {
    const split = bestSplit(values.slice(edges[i - 1], edges[i]), smallestSegment);
    if (split === undefined || (best && split.statistic <= best.statistic)) continue;
    best = { ...split, index: split.index + edges[i - 1]! };
  }
  return best;
}

/**
 * The split is undefined when there are too few values for two segments. It takes O(n²): values move from the right side to
 * the left one by one.
 */
export function bestSplit(values: readonly number[], smallestSegment: number): Split | undefined {
  const n = values.length;
  const right = pairsUpTo(values);
  /** Sums of distances between the sides, for a right side that ends before each index. */
  const between = new Float64Array(n + 1);
  let left = 0;
  let best: Split | undefined;
  for (let index = 1; index + smallestSegment <= n; index++) {
    const moving = values[index - 1]!;
    let toLeft = 0;
    for (let i = 0; i < index - 1; i++) toLeft += Math.abs(moving - values[i]!);
    left += toLeft;
    let toRight = 0;
    for (let end = index; end <= n; end++) {
      if (end > index) toRight += Math.abs(moving - values[end - 1]!);
      right[end]! -= toRight;
      between[end]! += toRight - toLeft;
      if (index < smallestSegment || end - index < smallestSegment) continue;
      const statistic = energy(between[end]!, left, right[end]!, index, end - index);
      if (best === undefined || statistic > best.statistic) best = { index, statistic };
    }
  }
  return best;
}

/**
 * Computed from sums of distances over pairs: twice the mean between the sides, less the means within them, times nm / (n +
 * m).
 */
function energy(between: number, left: number, right: number, n: number, m: number): number {
  const means = (2 * between) / (n * m) - (2 * left) / (n * (n - 1)) - (2 * right) / (m * (m - 1));
  return ((n * m) / (n + m)) * means;
}

/** The sum of the distances of all pairs among the first k values, for k = 0 … n. */
function pairsUpTo(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let k = 1; k <= values.length; k++) {
    let sum = sums[k - 1]!;
    for (let i = 0; i < k - 1; i++) sum += Math.abs(values[k - 1]! - values[i]!);
    sums[k] = sum;
  }
  return sums;
}

/** The values in another order within each segment. */
function shuffledInside(values: readonly number[], edges: readonly number[], random: Random): number[] {
  const shuffled = [...values];
  for (let i = 1; i < edges.length; i++) {
    shuffle(shuffled, random, edges[i - 1], edges[i]);
  }
  return shuffled;
}
