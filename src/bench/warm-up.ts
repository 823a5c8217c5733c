/** Warms the approaches of a round up, each until its course says that it is warm or what its warm-up may take is used up. */
import { seededRandom } from "../random.js";
import type { WarmUp } from "../result.js";
import type { ApproachRun } from "./approach-run.js";
import type { BenchContext, RoundPlan, SliceListener } from "./context.js";
import { sliceOrders } from "./slice-order.js";
import { WarmUpCourse } from "./warm-up-course.js";

/** Block by block in turns, so that a disturbance of the machine makes nobody look settled alone. One answer per approach. */
export async function warmUpAll(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  onSlice: SliceListener,
): Promise<WarmUp[]> {
  const { levels, blocks } = plan.warmUp;
  const courses = runs.map(() => new WarmUpCourse(levels));
  const random = seededRandom(context.scenario.run.seed, `warm-up order of round ${plan.number}`);
  for (const slices of blocks) {
    for (const which of sliceOrders(runs.length, 1, random)[0]!) {
      const course = courses[which]!;
      if (course.settled) continue;
      const summary = await runs[which]!.runSlice(slices[course.level]!);
      course.take(summary);
      onSlice({ ...summary, round: plan.number, doneRatio: 0 });
    }
    if (courses.every(({ settled }) => settled)) break;
  }
  const isOpen = context.windowPerClient === undefined;
  return courses.map(({ blocks, settled, deliveries, level }) => ({
    blocks,
    settled,
    deliveries,
    ...(isOpen && blocks > 0 ? { eventsPerSecond: levels[level]! } : {}),
  }));
}
