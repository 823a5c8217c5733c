/** What the interval of after ÷ before says, when two runs of the same code would not be the same either. */
import type { Telling } from "../charts/forest.js";
import { COMPANY_FACTOR } from "../company.js";
import { smallestEffects } from "../smallest-effects.js";
import type { LevelName } from "./compared-names.js";

/** Two runs of the same code have differed by this factor. */
const DRIFT_FACTOR = 1.1;

/** Whether each approach had the same others beside it in both runs. */
export interface Company {
  isSame: boolean;
}

/** Within this factor of 1 a ratio says nothing: the runs alone may make it, or it is worth no word. Bytes do not drift. */
export function borderOf(metric: LevelName, company: Company): number {
  const { ratio } = smallestEffects[metric];
  if (metric === "wireBytesPerDelivery") return ratio;
  if (metric === "serviceCpuUsPerDelivery" && !company.isSame) return COMPANY_FACTOR;
  return Math.max(DRIFT_FACTOR, ratio);
}

export function tellingOf(
  { metric, low, high }: { metric: LevelName; low: number | undefined; high: number | undefined },
  company: Company,
): Telling {
  if (low === undefined || high === undefined) return "no-interval";
  const border = borderOf(metric, company);
  if (low >= 1 / border && high <= border) return "equal";
  return low > border || high < 1 / border ? "differs" : "unsure";
}

export const means: Record<Telling, string> = {
  differs: "differs: the whole interval lies outside the shaded zone",
  equal: "about equal: the whole interval lies within it",
  unsure: "cannot be told: the interval crosses its edge",
  "no-interval": "no interval: too few rounds",
};
