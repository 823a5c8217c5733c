/**
 * At which points of a curve one of two approaches is surely cheaper.
 *
 * Points are tested inwards from both ends, and each end stops at the first point that is not sure. As long as the difference only
 * rises or only falls, a wrong claim at an end needs one wrong test, the first behind the crossing, however many points there are: a
 * fixed sequence needs no correction. A step of connections can turn the difference round, so the points on either side of one, and
 * those on it, are tested as curves of their own.
 *
 * Where a curve turns round for another reason, its ends agree while a point between them says otherwise. That is looked for at the points that no
 * end has claimed, each with its share of the error.
 */
import { groupBy } from "../../group-by.js";
import { boundedRatio } from "../../statistics/bounded-ratio.js";
import type { PairedRatio } from "../../statistics/ratio.js";

/** −1: the first approach is surely cheaper, 1: the second is, 0: not sure. */
export type Sure = -1 | 0 | 1;

/** The figures of both approaches in each round of a point, and how wrong each may be. Without that they are exact. */
export type Pair = readonly [first: number, second: number, bounds?: readonly [first: number, second: number]];

export interface TestedPoint {
  /** Points with equal sections are tested together. */
  section: string;
  pairs: readonly Pair[];
}

const LEVEL = 0.05;

/** One for each point, which must be in the order of the curve. Points without pairs are 0 and stop nothing. */
export function surePoints(points: readonly TestedPoint[]): Sure[] {
  const sure = new Array<Sure>(points.length).fill(0);
  const places = points.flatMap(({ pairs }, place) => (pairs.length === 0 ? [] : [place]));
  for (const section of groupBy(places, (place) => points[place]!.section).values()) {
    const claims = fromBothEnds(section.map((place) => winnerOf(points[place]!.pairs, LEVEL)));
    const turned = turnedRound(
      claims,
      section.map((place) => points[place]!.pairs),
    );
    for (const [i, place] of section.entries()) sure[place] = turned[i]!;
  }
  return sure;
}

export const ratioOfPairs = (pairs: readonly Pair[], level = LEVEL): PairedRatio =>
  boundedRatio(
    pairs.map(([value, , bounds]) => ({ value, bound: bounds?.[0] })),
    pairs.map(([, value, bounds]) => ({ value, bound: bounds?.[1] })),
    1 - level,
  );

function winnerOf(pairs: readonly Pair[], level: number): Sure {
  const { low, high } = ratioOfPairs(pairs, level);
  return low === undefined || high === undefined ? 0 : high < 1 ? -1 : low > 1 ? 1 : 0;
}

export function fromBothEnds(winners: readonly Sure[]): Sure[] {
  const claims = new Array<Sure>(winners.length).fill(0);
  const claim = (places: readonly number[]): void => {
    for (const place of places) {
      if (winners[place] === 0 || winners[place] !== winners[places[0]!]) return;
      claims[place] = winners[place]!;
    }
  };
  const places = [...winners.keys()];
  claim(places);
  claim(places.reverse());
  return claims;
}

/** Only what contradicts a single crossing is added; the rest would only seem to make the interval narrower. */
function turnedRound(claims: readonly Sure[], pairs: readonly (readonly Pair[])[]): Sure[] {
  const open = claims.flatMap((claim, i) => (claim === 0 ? [i] : []));
  const all = claims.map((claim, i) => (claim === 0 ? winnerOf(pairs[i]!, LEVEL / open.length) : claim));
  return changes(all) > 1 ? all : [...claims];
}

/** How often the winner changes from one sure point to the next. */
export function changes(sure: readonly Sure[]): number {
  const known = sure.filter((one) => one !== 0);
  return known.filter((one, i) => i > 0 && one !== known[i - 1]).length;
}
