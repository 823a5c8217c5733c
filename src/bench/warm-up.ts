/** How long the approaches warm up before a round's window: until their slice medians agree, within limits. */
import { seededRandom } from "../random.js";
import type { ApproachRun } from "./approach-run.js";
import type { BenchContext, RoundPlan, SliceListener } from "./context.js";
import { sliceOrders } from "./slice-order.js";
import { slicesOf } from "./slices.js";

/** Slice medians that differ by less than this agree: warming up halves them and more, the noise of half a second is some 20 %. */
const AGREEMENT = 0.25;

/** Where the measured slice is the whole window. */
const LONGEST_BLOCK_SECONDS = 0.5;

/** Whether the last two slice medians agree. A slice without deliveries says nothing, so it does not hold the warm-up up. */
export function hasSettled(mediansNs: readonly (number | undefined)[]): boolean {
  const [before, last] = mediansNs.filter((median) => median !== undefined).slice(-2);
  if (last === undefined || before === undefined) return mediansNs.length >= 2;
  return Math.abs(last - before) <= AGREEMENT * Math.min(last, before);
}

/** Warm-up blocks until every approach's slice medians agree, at least warmUpSeconds and at most the warm-up schedule's length. */
export async function warmUpAll(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  onSlice: SliceListener,
): Promise<{ blocks: number; settled: boolean }> {
  const { warmUpSeconds, sliceSeconds, seed } = context.scenario.run;
  if (warmUpSeconds === 0) return { blocks: 0, settled: false };
  const blockSeconds = Math.min(sliceSeconds, warmUpSeconds, LONGEST_BLOCK_SECONDS);
  const slices = slicesOf(plan.schedules.warmUp, "warmUp", context.warmUpLimitSeconds, blockSeconds);
  const atLeast = Math.ceil(warmUpSeconds / blockSeconds);
  const random = seededRandom(seed, `warm-up order of round ${plan.number}`);
  const mediansNs: (number | undefined)[][] = runs.map(() => []);
  for (const [block, slice] of slices.entries()) {
    for (const which of sliceOrders(runs.length, 1, random)[0]!) {
      const summary = await runs[which]!.runSlice(slice);
      mediansNs[which]!.push(summary.latencyP50Ns);
      onSlice({ ...summary, round: plan.number, doneRatio: 0 });
    }
    if (block + 1 >= atLeast && mediansNs.every(hasSettled)) return { blocks: block + 1, settled: true };
  }
  return { blocks: slices.length, settled: mediansNs.every(hasSettled) };
}
