/** The A/A control: the base is compared with itself in the same rounds. A metric that differs there cannot judge a change. */
import { signedRankEstimate } from "../statistics/signed-rank.js";
import { CONTROL_ALPHA, INTERVAL_CONFIDENCE } from "./looks.js";
import { type PairedFigures, type Subject, worseBy } from "./subjects.js";

/**
 * Says in words why nothing can be decided because of the control; undefined when the control is alike, or when there was
 * none. "Alike" means within the tolerance, for a smaller difference cannot cause a false alarm.
 */
export function controlProblem(
  { metric, policy }: Subject,
  { pairs }: PairedFigures,
  family: number,
): string | undefined {
  const logs = pairs.flatMap(({ base, control }) => (control === undefined ? [] : [worseBy(metric, control, base)]));
  if (logs.length === 0) return undefined;
  const sure = signedRankEstimate(logs, 1 - CONTROL_ALPHA / family)?.interval;
  const usual = signedRankEstimate(logs, INTERVAL_CONFIDENCE)?.interval;
  if (!sure || !usual) return `${logs.length} rounds are too few for the control`;
  const tolerated = Math.log1p(policy.tolerance);
  if (sure.low > tolerated || sure.high < -tolerated) return "the control differs, though it is the base once more";
  const halfWidth = (usual.high - usual.low) / 2;
  if (halfWidth >= Math.log1p(policy.smallestEffect) / 2) {
    return "the control varies by more than half of the effect that matters";
  }
  return undefined;
}
