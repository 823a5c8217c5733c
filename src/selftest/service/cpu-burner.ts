/**
 * Between two readings of the account lie some 20 µs of work. Each reading makes garbage, whose collection would cost CPU on
 * top.
 */
const STEPS_PER_LOOK = 20_000;

/**
 * Burns CPU by the process's own account and not by the clock, so that time in which another process had the CPU does not
 * count.
 */
export class CpuBurner {
  /** What was burnt too much so far. It is left out the next time, so that the sum is exact. */
  #aheadUs = 0;
  /** It is kept, so that the engine cannot leave the work out as useless. */
  #state = 1;

  burn(ms: number): void {
    const askedUs = ms * 1e3 - this.#aheadUs;
    const before = process.cpuUsage();
    let burntUs = 0;
    while (burntUs < askedUs) {
      this.#work();
      const { user, system } = process.cpuUsage(before);
      burntUs = user + system;
    }
    this.#aheadUs = burntUs - askedUs;
  }

  /** xorshift32 */
  #work(): void {
    let state = this.#state;
    for (let step = 0; step < STEPS_PER_LOOK; step++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    this.#state = state;
  }
}
