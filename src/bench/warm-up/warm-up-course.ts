/**
 * How an approach warms up: block by block, at a rate that its processes carry easily, until enough deliveries went through them
 * and the CPU of a delivery no longer falls, neither in the service nor in the generators. The course is pure: it is only told
 * what the blocks showed.
 */

/** What a block showed. The CPU of the generators is that of all of them together. */
export interface WarmUpBlock {
  deliveries: number;
  /** It is undefined where nobody knows which process the service is. Then the generators' CPU decides alone. */
  serviceCpuNs: number | undefined;
  generatorCpuNs: number;
  /** The time from the block's start to its last delivery. */
  elapsedNs: number;
  lengthNs: number;
  /** Whether something was refused, lost or still being tried. */
  failed: boolean;
}

/**
 * After so many deliveries the compilers have seen all hot code. This was measured with all shipped scenarios
 * (docs/warm-up.md).
 */
export const FEWEST_DELIVERIES = 10_000;
/** A service that takes long for each delivery is warm after fewer, because the work counts and not the number. */
export const ENOUGH_CPU_NS = 3e9;
/** A new minimum that is lower by less than this share is noise of a block of this length. */
const NO_LONGER_FALLS = 0.02;
/** So many blocks at the end must have brought no new minimum … */
const LAST_BLOCKS = 3;
/** … compared with at least so many earlier blocks at the same level. */
const FEWEST_BEFORE = 2;
/** The share of one CPU that a raised rate may take on the busier side. The estimate is of colder code, so it will be less. */
const MOST_CPU_RATIO = 0.85;
/** A block had a queue when its deliveries went on longer than those of other blocks by this share of its length. */
const MOST_OVERTIME_RATIO = 0.25;
/** By how many levels the rate may rise at a time. The estimate from a cold block is on the high side, but not certain. */
const MOST_LEVELS_UP = 2;
/** After a block with fewer deliveries it rises by one level only, because so few show little of what the next level will cost. */
const FEWEST_SHOWN = 10;

export class WarmUpCourse {
  readonly #levels: readonly number[];
  readonly #processes: number;
  #level = 0;
  /** The highest level at which the service still kept up. */
  #ceiling: number;
  #deliveries = 0;
  #cpuNs = 0;
  /** The levels at which something queued. */
  readonly #queued = new Set<number>();
  /** The overtime that the last delivery takes anyway, where nothing queues. */
  #leastOvertimeRatio = Number.POSITIVE_INFINITY;
  /** The CPU per delivery of each block at this level, first of the generators, then of the service where it is known. */
  #costsNs: number[][] = [];
  blocks = 0;

  /** `levels` are events per second, ascending. A service in several `processes` is warm when each of them is. */
  constructor(levels: readonly number[], processes = 1) {
    this.#levels = levels;
    this.#processes = processes;
    this.#ceiling = levels.length - 1;
  }

  /** The level of the next block. */
  get level(): number {
    return this.#level;
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  get settled(): boolean {
    const enough =
      this.#deliveries >= FEWEST_DELIVERIES * this.#processes || this.#cpuNs >= ENOUGH_CPU_NS * this.#processes;
    const sides = this.#costsNs[0]?.keys() ?? [];
    return (
      enough &&
      this.#costsNs.length >= FEWEST_BEFORE + LAST_BLOCKS &&
      [...sides].every((side) => this.#hasSettled(side))
    );
  }

  take(block: WarmUpBlock): void {
    this.blocks++;
    this.#deliveries += block.deliveries;
    const { serviceCpuNs, generatorCpuNs } = block;
    this.#cpuNs += serviceCpuNs ?? 0;
    const spentNs = serviceCpuNs === undefined ? [generatorCpuNs] : [generatorCpuNs, serviceCpuNs];
    if (block.deliveries > 0) this.#costsNs.push(spentNs.map((ns) => ns / block.deliveries));
    const next = this.#nextLevel(block);
    if (next !== this.#level) this.#costsNs = []; // a delivery costs less at a higher rate, which is not due to warming up
    this.#level = next;
  }

  #nextLevel({ deliveries, serviceCpuNs, generatorCpuNs, elapsedNs, lengthNs, failed }: WarmUpBlock): number {
    const overtimeRatio = elapsedNs / lengthNs - 1;
    this.#leastOvertimeRatio = Math.min(this.#leastOvertimeRatio, overtimeRatio);
    if (failed || overtimeRatio > this.#leastOvertimeRatio + MOST_OVERTIME_RATIO) {
      const below = Math.max(0, this.#level - 1);
      // A pause of the machine may have made the queue, so the level is tried once more. A refusal came from the service.
      if (failed || this.#queued.has(this.#level)) this.#ceiling = below;
      this.#queued.add(this.#level);
      return below;
    }
    const cpuRatio = Math.max(serviceCpuNs ?? 0, generatorCpuNs) / lengthNs;
    const fits = (level: number): boolean =>
      (cpuRatio * this.#levels[level]!) / this.#levels[this.#level]! <= MOST_CPU_RATIO;
    const highest = Math.min(this.#ceiling, this.#level + (deliveries < FEWEST_SHOWN ? 1 : MOST_LEVELS_UP));
    let next = this.#level;
    while (next < highest && fits(next + 1)) next++;
    return next;
  }

  /** While code warms up costs only fall, and disturbances only add to them, so new minima are what counts. */
  #hasSettled(side: number): boolean {
    const costs = this.#costsNs.map((both) => both[side]!);
    const before = Math.min(...costs.slice(0, -LAST_BLOCKS));
    return Math.min(...costs.slice(-LAST_BLOCKS)) >= before * (1 - NO_LONGER_FALLS);
  }
}
