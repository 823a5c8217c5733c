/** Between two looks at the account, some 20 µs of work: each look makes garbage, whose collection would be burnt beside. */
const STEPS_PER_LOOK = 20_000;

/** Burns CPU by the process's own account, not by the clock: time in which another process had the CPU does not count. */
export class CpuBurner {
  /** Burnt beyond what was asked so far: the next time it is left out, so that the sum is exact. */
  #aheadUs = 0;
  /** Kept, so that the work cannot be left out as useless. */
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
