/** Slice medians that differ by less than this agree: warming up halves them and more, the noise of half a second is some 20 %. */
const AGREEMENT = 0.25;

/** Whether the last two slice medians agree. A slice without deliveries says nothing, so it does not hold the warm-up up. */
export function hasSettled(mediansNs: readonly (number | undefined)[]): boolean {
  const [before, last] = mediansNs.filter((median) => median !== undefined).slice(-2);
  if (last === undefined || before === undefined) return mediansNs.length >= 2;
  return Math.abs(last - before) <= AGREEMENT * Math.min(last, before);
}
