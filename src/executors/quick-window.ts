/** The shortest window that represents a schedule: it has one whole period and enough events. */
import { secondsToNs } from "../units.js";
import { type Arrivals, executorOf, haveEvents } from "./registry.js";

/**
 * The window in seconds, with `enoughEvents` where that is possible. It is at least `shortest` and at most `longest`, whatever the
 * arrivals need; without due times it is `shortest`.
 */
export function quickWindowSeconds(
  arrivals: Arrivals,
  { shortest, longest, enoughEvents }: { shortest: number; longest: number; enoughEvents: number },
): number {
  const executor = executorOf(arrivals);
  if (executor.loop === "closed" || !haveEvents(arrivals)) return Math.min(shortest, longest);
  let seconds = Math.max(shortest, executor.periodSeconds?.(arrivals) ?? 0);
  while (seconds < longest && executor.expectedEvents(arrivals, secondsToNs(seconds)) < enoughEvents) seconds *= 2;
  return Math.min(seconds, longest);
}
