/** Every mutant there is. A new way to measure wrongly is one entry in one of these lists. */
import type { Mutant } from "./mutant.js";
import { countMutants } from "./mutants/counts.js";
import { encryptedMutants } from "./mutants/encrypted.js";
import { stampMutants } from "./mutants/stamps.js";
import { statisticsMutants } from "./mutants/statistics.js";
import { studyMutants } from "./mutants/studies.js";
import { usageMutants } from "./mutants/usage.js";

export const mutants: readonly Mutant[] = [
  ...stampMutants,
  ...countMutants,
  ...encryptedMutants,
  ...usageMutants,
  ...statisticsMutants,
  ...studyMutants,
];
