/** Which events a fault hits: drawn from what the event is, not from when it comes, so that every approach meets the same. */
import { mix32 } from "../../../random.js";

/** What a draw is for: two faults that last at the same time hit events independently. */
const purposes = { refuse: 0x51ed, reset: 0x2c1b, "slow reading": 0x7f4a } as const;

/** Whether a thing of that number (an event, a client) is among the `share` (0…1) that is hit at this attempt (from 0). */
export function isHit(purpose: keyof typeof purposes, share: number, number: number, attempt = 0): boolean {
  return mix32(mix32(number + 1) ^ mix32(purposes[purpose] + attempt)) < share * 2 ** 32;
}
