/** How a process is woken when an event is due: the names, and what each costs (docs/pacing.md has the measurements). */
export const pacings = {
  "timer-thread":
    "A thread waits first, then the event loop. It is about 1 µs late and takes a seventh of a core at 1,000 events/s.",
  timers: "The timers of Node.js. They are 0.6 ms late and take half the CPU of timer-thread.",
  spin: "The process never sleeps. It is less than 1 µs late and takes a whole core. Flow broadcast cannot have it.",
} as const;

export type PacingName = keyof typeof pacings;
export const pacingNames = Object.keys(pacings) as [PacingName, ...PacingName[]];
