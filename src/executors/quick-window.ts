/** The shortest window in which a schedule shows what it is: one whole period of it, and enough events. */
import { secondsToNs } from "../units.js";
import { type Arrivals, executorOf } from "./registry.js";

/** So many that every approach has some in each slice, and a median means something. */
const ENOUGH_EVENTS = 50;

/** In seconds: at least `shortest`, at most `longest`, whatever the arrivals want. Where there are no due times, `shortest`. */
export function quickWindowSeconds(
  arrivals: Arrivals,
  { shortest, longest }: { shortest: number; longest: number },
): number {
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") return Math.min(shortest, longest);
  let seconds = Math.max(shortest, executor.periodSeconds?.(arrivals) ?? 0);
  while (seconds < longest && executor.expectedEvents(arrivals, secondsToNs(seconds)) < ENOUGH_EVENTS) seconds *= 2;
  return Math.min(seconds, longest);
}
