/** Counts the values at the beginning for which `holds` is true, in log2 steps. All of these must stand before all others. */
export function countWhile(values: ArrayLike<number>, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
