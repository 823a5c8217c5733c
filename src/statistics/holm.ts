/**
 * Several tests at once: their p-values are adjusted so that the chance of even one false alarm stays below alpha.
 *
 * Method: Holm's step-down procedure. Assumption: none. The tests may depend on each other in any way.
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
 */

export interface HolmTest {
  /** The test is rejected when this is at most alpha. */
  adjustedP: number;
  /** The level that the procedure left to this test: the test is rejected when its own p-value is at most this. */
  level: number;
}

/** The tests are in the order of `pValues`. `alpha`, between 0 and 1, is the level of the whole family. */
export function holm(pValues: readonly number[], alpha: number): HolmTest[] {
  const tests = new Array<HolmTest>(pValues.length);
  const ascending = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  let remaining = pValues.length;
  let adjustedP = 0;
  for (const [step, place] of ascending.entries()) {
    const p = pValues[place]!;
    adjustedP = Math.max(adjustedP, Math.min(1, p * (pValues.length - step)));
    tests[place] = { adjustedP, level: alpha / remaining };
    // Only a rejected test makes the divisor smaller: the tests that follow a test that was not rejected get no higher level.
    if (p <= alpha / remaining) remaining--;
  }
  return tests;
}
