/** Evenly spaced arrivals: event i is due at exactly i / perSecond. The time is computed from i, so no error adds up. */
import { positive, z } from "../schema.js";
import { NS_PER_SECOND, nsToSeconds } from "../units.js";
import type { Executor } from "./executor.js";

const config = z
  .strictObject({
    executor: z.literal("constant-arrival-rate").describe("Evenly spaced events."),
    perSecond: positive("How many events per second are due."),
  })
  .describe("Open loop: an event is due every 1 / perSecond seconds, the first at once.")
  .meta({ examples: [{ executor: "constant-arrival-rate", perSecond: 100 }] });

export const constantArrivalRate = {
  loop: "open",
  config,
  peakPerSecond: ({ perSecond }) => perSecond,
  scaled: (arrivals, factor) => ({ ...arrivals, perSecond: arrivals.perSecond * factor }),
  expectedEvents: ({ perSecond }, windowNs) => nsToSeconds(windowNs) * perSecond,
  dueTimesNs({ perSecond }, windowNs) {
    const dueNs = (event: number): number => (event * NS_PER_SECOND) / perSecond;
    let events = Math.ceil(nsToSeconds(windowNs) * perSecond);
    // The product may round up across a whole number, and the event would be due at the window's very end.
    if (events > 0 && dueNs(events - 1) >= windowNs) events--;
    const timesNs = new Float64Array(events);
    for (let event = 0; event < events; event++) timesNs[event] = dueNs(event);
    return timesNs;
  },
} satisfies Executor<z.infer<typeof config>>;
