/** Burns CPU by the process's own account, not by the clock: time in which another process had the CPU does not count. */
export class CpuBurner {
  /** Burnt beyond what was asked so far: the next time it is left out, so that the sum is exact. */
  #aheadUs = 0;

  burn(ms: number): void {
    const askedUs = ms * 1e3 - this.#aheadUs;
    const before = process.cpuUsage();
    let burntUs = 0;
    while (burntUs < askedUs) {
      const { user, system } = process.cpuUsage(before);
      burntUs = user + system;
    }
    this.#aheadUs = burntUs - askedUs;
  }
}
