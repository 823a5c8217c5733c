/** Arrivals as independent users make them: the gaps are exponential, so events bunch now and then, and their number varies too. */
import { positive, z } from "../schema.js";
import { nsToSeconds } from "../units.js";
import type { Executor } from "./executor.js";
import { poissonTimesNs } from "./poisson-process.js";

const config = z
  .strictObject({
    executor: z.literal("poisson-arrival-rate").describe("Events of independent sources, at random times."),
    perSecond: positive("How many events per second are due, on average."),
  })
  .describe(
    "Open loop: events are due as a Poisson process has them; the gaps between them are exponentially distributed.",
  )
  .meta({ examples: [{ executor: "poisson-arrival-rate", perSecond: 100 }] });

export const poissonArrivalRate = {
  loop: "open",
  config,
  peakPerSecond: ({ perSecond }) => perSecond,
  scaled: (arrivals, factor) => ({ ...arrivals, perSecond: arrivals.perSecond * factor }),
  expectedEvents: ({ perSecond }, windowNs) => nsToSeconds(windowNs) * perSecond,
  dueTimesNs: ({ perSecond }, windowNs, random) => poissonTimesNs([{ untilNs: windowNs, perSecond }], random),
} satisfies Executor<z.infer<typeof config>>;
