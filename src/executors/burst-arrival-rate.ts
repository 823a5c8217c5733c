/**
 * A quiet stream with bursts, as flash sales, merge trains and goals make them. Every period of `everySeconds` has one burst in
 * its middle, so a window of whole periods contains whole bursts and begins and ends at the base rate. Within each part the
 * arrivals are a Poisson process, because real bursts are not evenly spaced either.
 */
import { nonNegative, positive, z } from "../schema.js";
import { nsToSeconds, secondsToNs } from "../units.js";
import type { Executor } from "./executor.js";
import { poissonTimesNs, type RatePiece } from "./poisson-process.js";

/** No timer can tell shorter times apart, and a window would have periods without number. */
const SHORTEST_SECONDS = 0.001;
const seconds = (description: string) => z.number().min(SHORTEST_SECONDS).describe(description);

const config = z
  .strictObject({
    executor: z.literal("burst-arrival-rate").describe("A base rate with bursts at regular times."),
    perSecond: nonNegative("How many events per second are due between bursts, on average."),
    bursts: z
      .strictObject({
        everySeconds: seconds("The length of a period in seconds. Each period has one burst, in its middle."),
        durationSeconds: seconds("The length of a burst in seconds. It must be shorter than everySeconds."),
        perSecond: positive(
          "How many events per second are due during a burst, on average, in place of the base rate.",
        ),
      })
      .refine(({ everySeconds, durationSeconds }) => durationSeconds < everySeconds, {
        path: ["durationSeconds"],
        error: "must be shorter than everySeconds",
      })
      .describe("When bursts come and how strong they are."),
  })
  .describe(
    "Open loop: Poisson arrivals at a base rate, with bursts. The first burst is in the middle of the first period.",
  )
  .meta({
    examples: [
      {
        executor: "burst-arrival-rate",
        perSecond: 20,
        bursts: { everySeconds: 3, durationSeconds: 0.5, perSecond: 400 },
      },
    ],
  });

type Config = z.infer<typeof config>;

function* ratePieces({ perSecond, bursts }: Config, windowNs: number): Generator<RatePiece> {
  const everyNs = secondsToNs(bursts.everySeconds);
  const durationNs = secondsToNs(bursts.durationSeconds);
  const upTo = (ns: number): number => Math.min(ns, windowNs);
  for (let startNs = 0, period = 1; startNs < windowNs; startNs = everyNs * period++) {
    const burstNs = startNs + (everyNs - durationNs) / 2;
    yield { untilNs: upTo(burstNs), perSecond };
    yield { untilNs: upTo(burstNs + durationNs), perSecond: bursts.perSecond };
    yield { untilNs: upTo(startNs + everyNs), perSecond };
  }
}

export const burstArrivalRate = {
  loop: "open",
  config,
  /** This is a closed form because a window may hold millions of periods. */
  expectedEvents(arrivals, windowNs) {
    const { everySeconds, durationSeconds } = arrivals.bursts;
    const everyNs = secondsToNs(everySeconds);
    const burst = durationSeconds * arrivals.bursts.perSecond;
    const whole = Math.floor(windowNs / everyNs) * (burst + (everySeconds - durationSeconds) * arrivals.perSecond);
    let fromNs = 0;
    let rest = 0;
    for (const { untilNs, perSecond } of ratePieces(arrivals, windowNs % everyNs)) {
      rest += nsToSeconds(untilNs - fromNs) * perSecond;
      fromNs = untilNs;
    }
    return whole + rest;
  },
  peakPerSecond: ({ perSecond, bursts }) => Math.max(perSecond, bursts.perSecond),
  scaled: (arrivals, factor) => ({
    ...arrivals,
    perSecond: arrivals.perSecond * factor,
    bursts: { ...arrivals.bursts, perSecond: arrivals.bursts.perSecond * factor },
  }),
  periodSeconds: ({ bursts }) => bursts.everySeconds,
  dueTimesNs: (arrivals, windowNs, random) => poissonTimesNs(ratePieces(arrivals, windowNs), random),
} satisfies Executor<Config>;
