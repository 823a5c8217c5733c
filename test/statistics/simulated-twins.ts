/** Runs of approaches that are the same, or all but one, with noise of which some is far out: how often are they told apart? */
import { seededRandom } from "../../src/random.js";
import { normalQuantile } from "../../src/statistics/normal.js";
import { type Cell, shuffledLabels } from "../../src/statistics/shuffled-labels.js";

const ALPHA = 0.05;
const SAME = [0, 0, 0];

/** What each approach's figures differ by from the reference, which comes first. */
export const TWINS = [SAME, SAME, SAME, SAME];
export const TWINS_AND_ANOTHER = [SAME, [40, 40, 40], SAME, SAME];

/** Normal numbers, a tenth of them eight times as far out. */
export function noise(seed: number): () => number {
  const random = seededRandom(seed, "noise");
  return () => {
    const value = normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random.next())));
    return random.next() < 0.1 ? 8 * value : value;
  };
}

/** An approach's figures rise and fall together by half. */
export const roundsOf = (count: number, shift: readonly (readonly number[])[], draw: () => number): Cell[][] =>
  Array.from({ length: count }, () =>
    shift.map((its) => {
      const common = draw();
      return its.map((by) => by + common + draw());
    }),
  );

/** `wrong`: runs that tell one that is the same apart; `found`: runs that find all that differs. */
export function simulated(
  shift: readonly (readonly number[])[],
  runs: number,
): { runs: number; wrong: number; found: number } {
  const [reference, ...others] = shift;
  let [wrong, found] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const p = shuffledLabels(roundsOf(6, shift, noise(run)), reference!.length);
    const differs = (approach: number): boolean => others[approach]!.some((by, figure) => by !== reference![figure]);
    const claims = p.map((its) => its.some((one) => one <= ALPHA));
    if (claims.some((claimed, approach) => claimed && !differs(approach))) wrong++;
    if (claims.every((claimed, approach) => claimed || !differs(approach))) found++;
  }
  return { runs, wrong, found };
}
