import type { Random } from "../random.js";
import type { z } from "../schema.js";

/**
 * The rule that decides when events are due. Open: an arrival process, due times known beforehand. Closed: a number of
 * events in flight, the next begins when one completes, so there are no due times.
 */
export type Executor<Config> =
  | {
      loop: "open";
      /** What a scenario may say under `arrivals`, defaults included. */
      config: z.ZodType<Config>;
      /** How many events are due in a window, on average: an estimate that costs nothing, for checks before a run. */
      expectedEvents(config: Config, windowNs: number): number;
      /** After how long it has shown everything that it does. Absent: it is the same at any time. */
      periodSeconds?(config: Config): number;
      /** Due times in ns within [0, windowNs), ascending. Pure: the same config, window and random state give the same times. */
      dueTimesNs(config: Config, windowNs: number, random: Random): Float64Array;
    }
  | {
      loop: "closed";
      config: z.ZodType<Config>;
      /** Events that one client keeps in flight. */
      windowPerClient(config: Config): number;
    };
