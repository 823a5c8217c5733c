/** No arrivals: all clients are connected and nothing happens but heartbeats. What that costs is what such a run measures. */
import { z } from "../schema.js";
import type { Executor } from "./executor.js";

const config = z
  .strictObject({ executor: z.literal("none").describe("No event is ever due.") })
  .describe("No events: clients are connected, and only heartbeats pass. A run measures what that costs.")
  .meta({ examples: [{ executor: "none" }] });

export const none = {
  loop: "open",
  config,
  expectedEvents: () => 0,
  peakPerSecond: () => 0,
  scaled: (arrivals) => arrivals,
  dueTimesNs: () => new Float64Array(0),
} satisfies Executor<z.infer<typeof config>>;
