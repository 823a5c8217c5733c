/** Arrivals as independent users make them: exponential gaps, so events bunch now and then. The number of events varies too. */
import { positive, z } from "../schema.js";
import { nsToSeconds } from "../units.js";
import type { Executor } from "./executor.js";
import { poissonTimesNs } from "./poisson-process.js";

const config = z
  .strictObject({
    executor: z.literal("poisson-arrival-rate").describe("Events of independent sources, at random times."),
    perSecond: positive("Events per second, on average."),
  })
  .describe("Open loop: a Poisson process; the gaps between events are exponentially distributed.");

export const poissonArrivalRate = {
  loop: "open",
  config,
  expectedEvents: ({ perSecond }, windowNs) => nsToSeconds(windowNs) * perSecond,
  dueTimesNs: ({ perSecond }, windowNs, random) => poissonTimesNs([{ untilNs: windowNs, perSecond }], random),
} satisfies Executor<z.infer<typeof config>>;
