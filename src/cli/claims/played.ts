/** How a study of a claim is to be played, and what came of it. */
import type { Shown } from "../../claims/judge.js";
import type { StudyOfClaim } from "../../claims/record.js";
import type { PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import type { Machine } from "../../result/machine.js";

export interface PlayOptions {
  quick: boolean;
  /** Workers that play the clients. Absent: a generator of this machine does. */
  fleet?: Fleet | undefined;
  /** Goes on with what lies in its folder. */
  isResumed: boolean;
  /** The folder of the claim. */
  directory: string;
}

export interface StudyPlayed {
  shown: Shown;
  study: StudyOfClaim;
  machine?: Machine | undefined;
  failure?: PushbenchError | undefined;
}
