/** How many values at the beginning hold, where all that hold stand before all that do not: found in log2 steps. */
export function countWhile(values: ArrayLike<number>, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
