import type { Random } from "../random.js";
import type { z } from "../schema.js";

/**
 * The rule that decides when events are due. An open executor is an arrival process, whose due times are known beforehand. A closed
 * one keeps a number of events in flight: the next begins when one completes, so there are no due times.
 */
export type Executor<Config> =
  | {
      loop: "open";
      /** What a scenario may say under `arrivals`, defaults included. */
      config: z.ZodType<Config>;
      /** How many events are due in a window on average. The estimate costs nothing and serves checks before a run. */
      expectedEvents(config: Config, windowNs: number): number;
      /** The greatest rate that it ever comes to, on average. A window that ends before may not come to it. */
      peakPerSecond(config: Config): number;
      /** The same arrivals with every rate multiplied; the lengths of stages and bursts stay. */
      scaled(config: Config, factor: number): Config;
      /**
       * After how long the executor has shown everything that it does. When it is absent, the executor is the same at any
       * time.
       */
      periodSeconds?(config: Config): number;
      /**
       * The due times in ns within [0, windowNs), ascending. It is pure: the same config, window and random state give the
       * same times.
       */
      dueTimesNs(config: Config, windowNs: number, random: Random): Float64Array;
    }
  | {
      loop: "closed";
      config: z.ZodType<Config>;
      /** How many events one client keeps in flight. */
      windowPerClient(config: Config): number;
    };
