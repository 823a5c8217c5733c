/**
 * A rate that climbs and falls linearly from stage to stage. Event n is due where the integral of the rate passes n,
 * in closed form, so ramps are smooth and show no steps of a simulation. After the last stage its rate stays.
 */
import { nonNegative, z } from "../schema.js";
import { nsToSeconds, secondsToNs } from "../units.js";
import type { Executor } from "./executor.js";

const config = z
  .strictObject({
    executor: z.literal("ramping-arrival-rate").describe("A rate that changes linearly over stages."),
    startPerSecond: nonNegative("How many events per second are due at the start."),
    stages: z
      .array(
        z.strictObject({
          durationSeconds: nonNegative("The length of the stage in seconds. 0 makes the rate jump."),
          perSecond: nonNegative("How many events per second are due at the end of the stage."),
        }),
      )
      .nonempty()
      .describe("The stages in their order. A longer window keeps the last rate, a shorter window cuts stages off."),
  })
  .refine(({ startPerSecond, stages }) => startPerSecond > 0 || stages.some((stage) => stage.perSecond > 0), {
    error: "needs at least one rate above 0",
  })
  .describe("Open loop: events are evenly spaced, at a rate that ramps from stage to stage.")
  .meta({
    examples: [
      {
        executor: "ramping-arrival-rate",
        startPerSecond: 20,
        stages: [
          { durationSeconds: 2, perSecond: 200 },
          { durationSeconds: 1, perSecond: 200 },
        ],
      },
    ],
  });

type Config = z.infer<typeof config>;

/** The rate goes from `from` to `to` (events per second) within `seconds`. */
interface Ramp {
  seconds: number;
  from: number;
  to: number;
}

/** The stages, cut off or extended so that they fill the window. */
function ramps({ startPerSecond, stages }: Config, windowNs: number): Ramp[] {
  const filled: Ramp[] = [];
  let leftSeconds = nsToSeconds(windowNs);
  let from = startPerSecond;
  for (const { durationSeconds, perSecond } of stages) {
    const seconds = Math.min(durationSeconds, leftSeconds);
    const to = seconds < durationSeconds ? from + ((perSecond - from) * seconds) / durationSeconds : perSecond;
    filled.push({ seconds, from, to });
    leftSeconds -= seconds;
    from = to;
  }
  filled.push({ seconds: leftSeconds, from, to: from });
  return filled;
}

const eventsIn = ({ seconds, from, to }: Ramp): number => ((from + to) / 2) * seconds;

/** When, in seconds from the ramp's start, its integral reaches `events`: the root of from·t + slope·t²/2 = events, without cancellation. */
function secondsUntil(events: number, { seconds, from, to }: Ramp): number {
  if (events === 0) return 0;
  const slope = (to - from) / seconds;
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * events));
  return Math.min(seconds, (2 * events) / (from + root));
}

function expectedEvents(arrivals: Config, windowNs: number): number {
  return ramps(arrivals, windowNs).reduce((events, ramp) => events + eventsIn(ramp), 0);
}

function dueTimesNs(arrivals: Config, windowNs: number): Float64Array {
  const timesNs = new Float64Array(Math.ceil(expectedEvents(arrivals, windowNs)) + 1);
  let event = 0;
  let eventsBefore = 0;
  let startSeconds = 0;
  for (const ramp of ramps(arrivals, windowNs)) {
    const eventsAfter = eventsBefore + eventsIn(ramp);
    // It says "below", not "up to": an event on a plateau of rate 0 waits until the rate rises again.
    for (; event < eventsAfter; event++) {
      timesNs[event] = secondsToNs(startSeconds + secondsUntil(event - eventsBefore, ramp));
    }
    eventsBefore = eventsAfter;
    startSeconds += ramp.seconds;
  }
  while (event > 0 && timesNs[event - 1]! >= windowNs) event--; // it was rounded onto the window's end
  return timesNs.slice(0, event);
}

export const rampingArrivalRate = {
  loop: "open",
  config,
  expectedEvents,
  peakPerSecond: ({ startPerSecond, stages }) => Math.max(startPerSecond, ...stages.map(({ perSecond }) => perSecond)),
  scaled(arrivals, factor) {
    const [first, ...others] = arrivals.stages.map((stage) => ({ ...stage, perSecond: stage.perSecond * factor }));
    return { ...arrivals, startPerSecond: arrivals.startPerSecond * factor, stages: [first!, ...others] };
  },
  periodSeconds: ({ stages }) => stages.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
  dueTimesNs,
} satisfies Executor<Config>;
