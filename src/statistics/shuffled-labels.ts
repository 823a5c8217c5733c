/**
 * Which approaches differ from a reference, and in which of several figures, when many pairs and figures are looked at
 * together: the p-values are adjusted so that the chance of even one false claim among all of them stays below alpha.
 *
 * Method: closed testing with permutations. If the approaches of a group were the same, their names could be swapped within
 * each round. So the largest t statistic of the group's hypotheses is compared with the largest ones after such swaps. A
 * hypothesis is rejected only if every group that it belongs to rejects it. Swaps move all figures of an approach together,
 * so figures that rise and fall together cost less than with Bonferroni: six rounds can carry a claim, which they could not
 * with Holm. Assumption: approaches that are the same are exchangeable within a round, as the drawn order of turns makes them.
 * Source: Marcus, Peritz and Gabriel, Biometrika 63 (1976), for closed testing; Westfall and Young, Resampling-Based Multiple
 * Testing, 1993, for the largest statistic; Phipson and Smyth, "Permutation p-values should never be zero", 2010.
 */
import { type Random, seededRandom } from "../random.js";
import { shuffle } from "../shuffle.js";

/** The logarithms of an approach in a round, one per figure; undefined where the round cannot be used for it. */
export type Cell = readonly number[] | undefined;

const DRAWS = 1_999;
/** With more rounds, swaps of two names are drawn; up to this many, all of them are played through. */
const MOST_ENUMERATED_ROUNDS = 11;
/** With fewer rounds, two names cannot be swapped in enough ways for one way to be rarer than 5 %. */
const FEWEST_ROUNDS = 6;
/**
 * The number of groups doubles with each approach. Beyond this, pairs are tested alone and their p-values multiplied by the
 * number of pairs.
 */
const MOST_APPROACHES_IN_GROUPS = 6;
/** Statistics that differ only by rounding count as equal. */
const TOLERANCE = 1 - 1e-9;

interface Hypothesis {
  approach: number;
  figure: number;
  statistic: number;
}

/**
 * `rounds[r][a]` belongs to approach a of round r; the reference is approach 0. The result is `p[a − 1][figure]`, and 1 where a
 * pair has fewer than 6 rounds. The function is pure: the drawn swaps depend only on the number of rounds and approaches.
 */
export function shuffledLabels(rounds: readonly (readonly Cell[])[], figures: number): number[][] {
  const others = Math.max(0, (rounds[0]?.length ?? 0) - 1);
  const p = Array.from({ length: others }, () => new Array<number>(figures).fill(1));
  const tested = p.map((_, i) => i + 1).filter((approach) => pairsOf(rounds, approach) >= FEWEST_ROUNDS);
  const hypotheses = tested
    .flatMap((approach) =>
      Array.from({ length: figures }, (_, figure) => ({
        approach,
        figure,
        statistic: statisticOf(rounds, approach, figure),
      })),
    )
    .sort((a, b) => b.statistic - a.statistic);
  const raw = hypotheses.map(() => 0);
  const inGroups = tested.length <= MOST_APPROACHES_IN_GROUPS;
  for (const group of inGroups ? groupsOf(tested) : tested.map((approach) => [approach])) {
    const its = [...hypotheses.keys()].filter((place) => group.includes(hypotheses[place]!.approach));
    const ofGroup = pOfGroup(
      rounds,
      group,
      its.map((place) => hypotheses[place]!),
    );
    for (const [i, value] of ofGroup.entries()) {
      raw[its[i]!] = Math.max(raw[its[i]!]!, inGroups ? value : Math.min(1, value * tested.length));
    }
  }
  let adjusted = 0;
  for (const [place, { approach, figure }] of hypotheses.entries()) {
    adjusted = Math.max(adjusted, raw[place]!);
    p[approach - 1]![figure] = adjusted;
  }
  return p;
}

/** Every non-empty set of these approaches. */
const groupsOf = (approaches: readonly number[]): number[][] =>
  Array.from({ length: 2 ** approaches.length - 1 }, (_, mask) => approaches.filter((_, i) => ((mask + 1) >> i) & 1));

/**
 * For each hypothesis, sorted from the largest statistic down: how often a swap gives it, or one after it, a statistic at least
 * as large as its own. Hypotheses with larger statistics are left out, because a smaller group is tested without them.
 */
function pOfGroup(
  rounds: readonly (readonly Cell[])[],
  group: readonly number[],
  hypotheses: readonly Hypothesis[],
): number[] {
  const asLarge = hypotheses.map(() => 0);
  let played = 0;
  for (const swapped of swapsOf(rounds, [0, ...group])) {
    played++;
    let largest = -1;
    for (let place = hypotheses.length - 1; place >= 0; place--) {
      const { approach, figure, statistic } = hypotheses[place]!;
      largest = Math.max(largest, statisticOf(swapped, approach, figure));
      if (largest >= statistic * TOLERANCE) asLarge[place]!++;
    }
  }
  return asLarge.map((times) => times / played);
}

/**
 * The rounds with the names of the group swapped: in every possible way for two names in few rounds, otherwise unchanged and
 * then in drawn ways. The same array is yielded each time, because a report goes through thousands of them.
 */
function* swapsOf(
  rounds: readonly (readonly Cell[])[],
  group: readonly number[],
): Generator<readonly (readonly Cell[])[]> {
  const usable = rounds.map((cells) => group.filter((approach) => cells[approach] !== undefined));
  const paired = rounds.filter((_, round) => usable[round]!.length === group.length);
  if (group.length === 2 && paired.length <= MOST_ENUMERATED_ROUNDS) {
    const swapped = paired.map((cells) => [...cells]);
    for (let mask = 0; mask < 2 ** paired.length; mask++) {
      for (const [round, cells] of paired.entries()) {
        const [one, other] = (mask >> round) & 1 ? [group[1]!, group[0]!] : [group[0]!, group[1]!];
        swapped[round]![one] = cells[group[0]!];
        swapped[round]![other] = cells[group[1]!];
      }
      yield swapped;
    }
    return;
  }
  yield rounds;
  const swapped = rounds.map((cells) => [...cells]);
  const random = seededRandom(rounds.length, `names of ${group.length}`);
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const [round, names] of usable.entries()) shuffleAt(names, swapped[round]!, random);
    yield swapped;
  }
}

/** Shuffles what stands at these places. To shuffle what is already shuffled is as good as starting anew. */
function shuffleAt(places: readonly number[], cells: Cell[], random: Random): void {
  const theirs = places.map((place) => cells[place]);
  shuffle(theirs, random);
  for (const [i, place] of places.entries()) cells[place] = theirs[i];
}

const pairsOf = (rounds: readonly (readonly Cell[])[], approach: number): number =>
  rounds.filter((cells) => cells[0] && cells[approach]).length;

/**
 * How far the paired differences from the reference lean to one side. The value rises with |t| and means about the same for few
 * pairs as for many: it is the likelihood ratio of a normal middle, n × log(1 + t² / (n − 1)).
 */
function statisticOf(rounds: readonly (readonly Cell[])[], approach: number, figure: number): number {
  let [n, sum, squares] = [0, 0, 0];
  for (const cells of rounds) {
    const [reference, its] = [cells[0], cells[approach]];
    if (reference === undefined || its === undefined) continue;
    const difference = its[figure]! - reference[figure]!;
    n++;
    sum += difference;
    squares += difference * difference;
  }
  return squares === 0 ? 0 : -n * Math.log(Math.max(Number.MIN_VALUE, 1 - (sum * sum) / (n * squares)));
}
