/** Services with a known capacity, which varies from trial to trial as asked. */
import { seededRandom } from "../../../src/random.js";
import { normalQuantile } from "../../../src/statistics/normal.js";
import type { SearchOptions } from "../../../src/studies/capacity/search.js";
import { type CapacityAnswer, CapacitySearch } from "../../../src/studies/capacity/search.js";

export interface Noise {
  /** The standard deviation of the logarithm of a trial's capacity. */
  spread: number;
  /** The share of trials in which a disturbance leaves 60 % of it. */
  lapses: number;
}

export const NOISES: readonly Noise[] = [
  { spread: 0.03, lapses: 0 },
  { spread: 0.1, lapses: 0 },
  { spread: 0.2, lapses: 0 },
  { spread: 0.1, lapses: 0.1 },
];
export const noiseText = ({ spread, lapses }: Noise): string => `spread ${spread}, lapses ${lapses}`;

const LAPSED = 0.6;

export const OPTIONS: SearchOptions = { startRate: 67, leastRate: 43, mostRate: 1e6, trials: 24 };

/** Whether a trial passes at a rate. */
export function simulatedService(capacity: number, { spread, lapses }: Noise, seed: number): (rate: number) => boolean {
  const random = seededRandom(seed, `spread ${spread}, lapses ${lapses}`);
  return (rate) => {
    const normal = normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random.next())));
    const lapse = random.next() < lapses ? LAPSED : 1;
    return rate < capacity * Math.exp(spread * normal) * lapse;
  };
}

export function searched(passes: (rate: number) => boolean, options = OPTIONS): CapacityAnswer {
  const search = new CapacitySearch(options);
  for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate())
    search.add({ rate, passed: passes(rate) });
  return search.answer();
}

/** In how many of so many searches the interval holds the capacity. The capacities lie 5 to 80 times above the first trial. */
export function covered(noise: Noise, searches: number): number {
  const random = seededRandom(14, "capacities");
  let covered = 0;
  for (let seed = 1; seed <= searches; seed++) {
    const capacity = 300 * 16 ** random.next();
    const answer = searched(simulatedService(capacity, noise, seed));
    if (answer.kind === "found" && answer.from <= capacity && capacity <= answer.to) covered++;
  }
  return covered;
}
