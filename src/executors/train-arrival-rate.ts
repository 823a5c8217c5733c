/**
 * Trains of events, as builds and deployments make them: one push, and some dozens of events follow within a short time, then silence. Trains
 * begin as a Poisson process; each has a number of events that is drawn evenly, at random moments of its duration. Trains that began before
 * the window reach into it, so that the rate is the same from its beginning to its end.
 */
import { positive, positiveInt, z } from "../schema.js";
import { nsToSeconds, secondsToNs } from "../units.js";
import type { Executor } from "./executor.js";
import { poissonTimesNs } from "./poisson-process.js";

/** A longer train is no train any more. Each of its events is drawn when the schedule is made. */
const MOST_EVENTS = 100_000;
const A_DAY_SECONDS = 86_400;
const events = (description: string) => positiveInt(description).max(MOST_EVENTS);

const config = z
  .strictObject({
    executor: z.literal("train-arrival-rate").describe("Trains of events with silence between them."),
    perSecond: positive("How many trains begin per second, on average."),
    events: z
      .strictObject({
        min: events("The fewest events that a train has."),
        max: events("The most events that a train has."),
      })
      .refine(({ min, max }) => min <= max, { path: ["max"], error: "must not be below min" })
      .describe("How many events a train has: every number from min to max is equally likely."),
    durationSeconds: positive("How many seconds a train lasts at most. Its events are at random moments of them.").max(
      A_DAY_SECONDS,
    ),
  })
  .describe("Open loop: trains begin as a Poisson process has them, and each has many events in a short time.")
  .meta({
    examples: [{ executor: "train-arrival-rate", perSecond: 2, events: { min: 10, max: 100 }, durationSeconds: 1 }],
  });

type Config = z.infer<typeof config>;

const meanEvents = ({ events: { min, max } }: Config): number => (min + max) / 2;

export const trainArrivalRate = {
  loop: "open",
  config,
  /** Of the largest train, or of all trains together where many overlap: more of them do not make each of them faster. */
  peakPerSecond: (arrivals) =>
    Math.max(arrivals.events.max / arrivals.durationSeconds, arrivals.perSecond * meanEvents(arrivals)),
  /** More trains, and each as large as before. */
  scaled: (arrivals, factor) => ({ ...arrivals, perSecond: arrivals.perSecond * factor }),
  expectedEvents: (arrivals, windowNs) => nsToSeconds(windowNs) * arrivals.perSecond * meanEvents(arrivals),
  periodSeconds: ({ durationSeconds }) => durationSeconds,
  dueTimesNs({ perSecond, events: { min, max }, durationSeconds }, windowNs, random) {
    const durationNs = secondsToNs(durationSeconds);
    const beginsNs = poissonTimesNs([{ untilNs: windowNs + durationNs, perSecond }], random);
    const dueNs: number[] = [];
    for (const beginNs of beginsNs) {
      for (let left = min + random.int(max - min + 1); left > 0; left--) {
        const atNs = beginNs - durationNs + random.next() * durationNs;
        if (atNs >= 0 && atNs < windowNs) dueNs.push(atNs);
      }
    }
    return Float64Array.from(dueNs).sort();
  },
} satisfies Executor<Config>;
