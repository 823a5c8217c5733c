/** How a process is woken when an event is due: names, and what each costs (measured in docs/pacing.md). */
export const pacings = {
  "timer-thread": "a thread, then the event loop, waits: about 1 µs late, a seventh of a core at 1,000 events/s",
  timers: "0.6 ms late, half the CPU of timer-thread",
  spin: "never sleeps: less than 1 µs late, a whole core, not for flow broadcast",
} as const;

export type PacingName = keyof typeof pacings;
export const pacingNames = Object.keys(pacings) as [PacingName, ...PacingName[]];
