/**
 * How an approach warms up: block by block, at a rate that its processes carry easily, until enough went through them and the
 * CPU that a delivery takes no longer falls, in the service and in the generators. Pure: told what the blocks showed.
 */

/** What a block showed. CPU of the generators: all of them together. */
export interface WarmUpBlock {
  deliveries: number;
  serviceCpuNs: number;
  generatorCpuNs: number;
  /** From the block's start to its last delivery. */
  elapsedNs: number;
  lengthNs: number;
  /** Something was refused, lost or still being tried. */
  failed: boolean;
}

/** The compilers have seen what is hot by then: measured over all shipped scenarios (docs/warm-up.md). */
export const FEWEST_DELIVERIES = 10_000;
/** Services that take long for each are warm after fewer: it is work that counts. */
export const ENOUGH_CPU_NS = 3e9;
/** A new low that is lower by less than this is noise of the block's length. */
const NO_LONGER_FALLS = 0.02;
/** Blocks at the end that must have brought no new low … */
const LAST_BLOCKS = 3;
/** … against so many others at the same level, at least. */
const FEWEST_BEFORE = 2;
/** Of one CPU, by the busier side, that a raised rate may take. */
const MOST_CPU_RATIO = 0.7;
/** A block whose deliveries went on for this share of its length longer than others' had a queue. */
const MOST_OVERTIME_RATIO = 0.25;
/** Levels up at a time: an estimate from a cold block is a high one, but not a sure one. */
const MOST_LEVELS_UP = 2;

export class WarmUpCourse {
  readonly #levels: readonly number[];
  #level = 0;
  /** Above it the service did not keep up. */
  #ceiling: number;
  #deliveries = 0;
  #cpuNs = 0;
  /** Levels at which something queued. */
  readonly #queued = new Set<number>();
  /** The way of the last delivery, where nothing queues. */
  #leastOvertimeRatio = Number.POSITIVE_INFINITY;
  /** CPU per delivery of the blocks at this level: service, generators. */
  #costsNs: [number, number][] = [];
  blocks = 0;

  /** `levels`: events per second, ascending. */
  constructor(levels: readonly number[]) {
    this.#levels = levels;
    this.#ceiling = levels.length - 1;
  }

  /** Which level the next block is to have. */
  get level(): number {
    return this.#level;
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  get settled(): boolean {
    const enough = this.#deliveries >= FEWEST_DELIVERIES || this.#cpuNs >= ENOUGH_CPU_NS;
    return (
      enough && this.#costsNs.length >= FEWEST_BEFORE + LAST_BLOCKS && [0, 1].every((side) => this.#hasSettled(side))
    );
  }

  take(block: WarmUpBlock): void {
    this.blocks++;
    this.#deliveries += block.deliveries;
    this.#cpuNs += block.serviceCpuNs;
    if (block.deliveries > 0)
      this.#costsNs.push([block.serviceCpuNs / block.deliveries, block.generatorCpuNs / block.deliveries]);
    const next = this.#nextLevel(block);
    if (next !== this.#level) this.#costsNs = []; // a delivery costs less at a higher rate: that is no warming
    this.#level = next;
  }

  #nextLevel({ serviceCpuNs, generatorCpuNs, elapsedNs, lengthNs, failed }: WarmUpBlock): number {
    const overtimeRatio = elapsedNs / lengthNs - 1;
    this.#leastOvertimeRatio = Math.min(this.#leastOvertimeRatio, overtimeRatio);
    if (failed || overtimeRatio > this.#leastOvertimeRatio + MOST_OVERTIME_RATIO) {
      const below = Math.max(0, this.#level - 1);
      // A queue may have been a pause of the machine: once more. A refusal was the service's.
      if (failed || this.#queued.has(this.#level)) this.#ceiling = below;
      this.#queued.add(this.#level);
      return below;
    }
    const cpuRatio = Math.max(serviceCpuNs, generatorCpuNs) / lengthNs;
    const fits = (level: number): boolean =>
      (cpuRatio * this.#levels[level]!) / this.#levels[this.#level]! <= MOST_CPU_RATIO;
    let next = this.#level;
    while (next < Math.min(this.#ceiling, this.#level + MOST_LEVELS_UP) && fits(next + 1)) next++;
    return next;
  }

  /** Costs only fall while code warms up, and disturbances only add to them: so it is new lows that count. */
  #hasSettled(side: number): boolean {
    const costs = this.#costsNs.map((both) => both[side]!);
    const before = Math.min(...costs.slice(0, -LAST_BLOCKS));
    return Math.min(...costs.slice(-LAST_BLOCKS)) >= before * (1 - NO_LONGER_FALLS);
  }
}
