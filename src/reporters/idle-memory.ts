/**
 * How much memory one more idle client costs. Each round has a slope over the stages in which clients connected, and the
 * signed-rank estimate over the rounds' slopes has an interval. The point without clients is not on the line, because the first
 * clients bring what the service keeps only once for all of them.
 */
import type { ApproachRound } from "../result/result.js";
import { type Interval, signedRankEstimate } from "../statistics/signed-rank.js";
import { slope } from "../statistics/slope.js";

/**
 * How many clients must connect while the line is drawn. Objects and buffers are counted to the byte. Resident pages are not: a
 * process has some MiB of free pages, which take in the first hundreds of clients without any growth.
 */
const FEWEST_CLIENTS = { heldBytes: 40, rssBytes: 800 } as const;

export interface BytesPerClient extends Interval {
  estimate: number;
}

/** Undefined where nothing can be said: too few rounds for an interval, too few clients, or an interval that contains 0. */
export function bytesPerIdleClient(
  rounds: readonly ApproachRound[],
  kind: keyof typeof FEWEST_CLIENTS,
): BytesPerClient | undefined {
  const found = signedRankEstimate(rounds.flatMap((round) => bytesPerIdleClientOf(round, kind) ?? []));
  if (found?.interval === undefined || found.interval.low <= 0) return undefined;
  return { estimate: found.estimate, ...found.interval };
}

/** The slope of a single round. One alone may be far off, and below 0: it is for whoever has many. */
export function bytesPerIdleClientOf(
  { service: { idleMemory = [] } }: Pick<ApproachRound, "service">,
  kind: keyof typeof FEWEST_CLIENTS,
): number | undefined {
  const stages = idleMemory.filter(({ clients }) => clients > 0);
  const points = stages.flatMap(({ clients, [kind]: bytes }) =>
    bytes === undefined ? [] : [[clients, bytes] as const],
  );
  if (points.length < stages.length || points.length < 2) return undefined;
  return points.at(-1)![0] - points[0]![0] < FEWEST_CLIENTS[kind] ? undefined : slope(points);
}
