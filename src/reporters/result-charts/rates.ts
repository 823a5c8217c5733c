/** A rate in a part of the schedule: over all rounds, and those of the single rounds from the lowest to the highest. */
export interface Rate {
  perSecond: number;
  low: number;
  high: number;
}

export interface Counted {
  count: number;
  seconds: number;
}

/** Undefined where no round has that part. */
export function rateOver(rounds: readonly Counted[]): Rate | undefined {
  const played = rounds.filter(({ seconds }) => seconds > 0);
  if (played.length === 0) return undefined;
  const each = played.map(({ count, seconds }) => count / seconds);
  const [count, seconds] = (["count", "seconds"] as const).map((key) => played.reduce((sum, one) => sum + one[key], 0));
  return { perSecond: count! / seconds!, low: Math.min(...each), high: Math.max(...each) };
}
