/** How a process is woken when an event is due: names, and what each costs (measured in docs/pacing.md). */
export const pacings = {
  "timer-thread":
    "a thread sleeps until just before, the event loop turns for the rest: some µs late, a tenth of a core",
  timers: "setTimeout: 0.6 ms late at the median, next to no CPU",
  spin: "the event loop turns without sleeping: about 1 µs late, a whole core; not for the flow broadcast",
} as const;

export type PacingName = keyof typeof pacings;
export const pacingNames = Object.keys(pacings) as [PacingName, ...PacingName[]];
