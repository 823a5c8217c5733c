/** How a wait is spread, so that those that failed together do not come back together. */
interface Jitter {
  description: string;
  /** The wait, from what it is without jitter and a draw from [0, 1). None makes it longer than twice of what it was. */
  spread(wait: number, draw: number): number;
}

export const jitters = {
  none: { description: "the wait itself", spread: (wait) => wait },
  "twenty-percent": {
    description: "up to a fifth shorter or longer",
    spread: (wait, draw) => wait * (0.8 + 0.4 * draw),
  },
  // AWS Architecture Blog, "Exponential Backoff and Jitter", 2015.
  full: { description: "any moment between now and the wait", spread: (wait, draw) => wait * draw },
} satisfies Record<string, Jitter>;

export type JitterName = keyof typeof jitters;
export const jitterNames = Object.keys(jitters) as JitterName[];
