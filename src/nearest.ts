/** Nobody types such a word, and comparing takes time that grows with its square. */
const LONGEST_WORD = 100;

/**
 * "Did you mean …?": the candidate with the fewest typing slips (a character too many, too few, another, or two swapped:
 * the optimal string alignment distance), no more than a third of its characters; else the only one of which `word` is a
 * part: "poisson" is meant for "poisson-arrival-rate".
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const known = [...candidates].filter(({ length }) => length <= LONGEST_WORD);
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const slips = typingSlips(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (slips <= allowed && slips < fewest) {
      best = candidate;
      fewest = slips;
    }
  }
  if (best !== undefined) return best;
  const parts = known.filter((candidate) => candidate.split("-").includes(word.toLowerCase()));
  return parts.length === 1 ? parts[0] : undefined;
}

/** ` Did you mean "chat"?`, or nothing: to be put at the end of a sentence. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? "" : ` Did you mean "${candidate}"?`;
}

/** Optimal string alignment distance, with three rows of the usual table. */
export function typingSlips(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + other);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
