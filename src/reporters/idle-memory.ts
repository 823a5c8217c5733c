/**
 * How much one more idle client costs. Each round has a slope over the stages in which clients connected, and the signed-rank
 * estimate over the rounds' slopes has an interval. Too few rounds for that have one slope in common, whose interval comes from the
 * stages: it speaks of these rounds, and not of others. The point without clients is not on the line, because the first
 * clients bring what the service keeps only once for all of them.
 */
import type { ApproachRound, IdleMemory } from "../result/result.js";
import { signedRankEstimate } from "../statistics/signed-rank.js";
import { commonSlope, type Point, type SlopeWithin, slope } from "../statistics/slope.js";

/**
 * How many clients must connect while the line is drawn. Objects, buffers and files are counted exactly. Pages are not: a
 * process and the kernel have some MiB of free ones, which take in the first hundreds of clients without any growth.
 */
const FEWEST_CLIENTS = { heldBytes: 40, openFiles: 40, rssBytes: 800, kernelBytes: 800 } as const;

export type KeptKind = keyof typeof FEWEST_CLIENTS;

export type PerClient = SlopeWithin;

/** Two stages make a line that fits whatever they show. */
const FEWEST_STAGES = 3;

/** Undefined where nothing can be said: too few stages or clients, or an interval that contains 0. */
export function perIdleClient(rounds: readonly ApproachRound[], kind: KeptKind): PerClient | undefined {
  const lines = rounds.flatMap(({ service }) => lineOf(service.idleMemory ?? [], kind) ?? []);
  const found = signedRankEstimate(lines.map((line) => slope(line)!));
  const within = found?.interval ? { estimate: found.estimate, ...found.interval } : commonSlope(lines);
  if (within === undefined || within.low <= 0) return undefined;
  const { estimate, low, high } = within;
  return { estimate, low, high };
}

/** The slope of a single round. One alone may be far off, and below 0: it is for whoever has many. */
export function bytesPerIdleClientOf(
  { service: { idleMemory = [] } }: Pick<ApproachRound, "service">,
  kind: KeptKind,
): number | undefined {
  const [line] = lineOf(idleMemory, kind) ?? [];
  return line && slope(line);
}

function lineOf(memory: readonly IdleMemory[], kind: KeptKind): [Point[]] | undefined {
  const stages = memory.filter(({ clients }) => clients > 0);
  const points = stages.flatMap(({ clients, [kind]: kept }) => (kept === undefined ? [] : [[clients, kept] as const]));
  if (points.length < stages.length || points.length < FEWEST_STAGES) return undefined;
  return points.at(-1)![0] - points[0]![0] < FEWEST_CLIENTS[kind] ? undefined : [points];
}
