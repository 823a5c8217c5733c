/**
 * Several tests at once: p-values adjusted so that the chance of even one false alarm among them stays below alpha.
 *
 * Method: Holm's step-down procedure. Assumption: none, the tests may depend on each other in any way.
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
 */

export interface HolmTest {
  /** The test is rejected when this is at most alpha. */
  adjustedP: number;
  /** The level that the procedure left to this test: the test is rejected when its own p-value is at most this. */
  level: number;
}

/** In the order given. `alpha` in (0, 1) is the family's. */
export function holm(pValues: readonly number[], alpha: number): HolmTest[] {
  const tests = new Array<HolmTest>(pValues.length);
  const ascending = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  let remaining = pValues.length;
  let adjustedP = 0;
  for (const [step, place] of ascending.entries()) {
    const p = pValues[place]!;
    adjustedP = Math.max(adjustedP, Math.min(1, p * (pValues.length - step)));
    tests[place] = { adjustedP, level: alpha / remaining };
    // Who is not rejected keeps its place in the divisor, for itself and for all who come after it.
    if (p <= alpha / remaining) remaining--;
  }
  return tests;
}
