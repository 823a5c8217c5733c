/** Which approach the others are held against: the divisor of every ratio. */

/** What a reader must know of a transport, as its card had it when the run was made. */
export interface TransportFacts {
  /** Ratios divide by the approach whose transport has the greatest. */
  referenceRank: number;
}

/**
 * The approach whose transport has the greatest rank, the first of several. Ranks grow with what a transport keeps open
 * between events: so the question reads "how much more does it cost to open, ask or answer anew?", whatever is compared,
 * and the reference does not change with the order in which approaches were named. Without ranks, which older results
 * do not have, it is the first. Among those of that rank, one of which more is known goes first: a service of pushbench's own, and
 * then one whose deliveries have times.
 */
export function referenceOf<Approach extends { transport: string; service?: unknown; deliveriesBy?: string }>(
  approaches: readonly Approach[],
  transports: Readonly<Record<string, TransportFacts>> = {},
): Approach | undefined {
  const rankOf = ({ transport }: Approach): number => transports[transport]?.referenceRank ?? 0;
  const greatest = Math.max(...approaches.map(rankOf));
  const candidates = approaches.filter((approach) => rankOf(approach) === greatest);
  return (
    candidates.find(({ service }) => service === undefined) ??
    candidates.find(({ deliveriesBy }) => deliveriesBy !== "socket") ??
    candidates[0]
  );
}
