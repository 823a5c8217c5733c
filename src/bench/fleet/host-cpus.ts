/**
 * Who used the CPUs of a fleet's hosts in the slices of an approach. Workers that share a machine with each other, or with this
 * process, see the rest of the run there as somebody's work, so what the run had is taken off.
 */
import { type CpuTotals, sharesOf } from "../../machine/cpu-shares.js";
import type { HostSlice, HostTotals } from "../../machine/host-watch.js";
import type { ActivityTotals } from "../../machine/machine-activity.js";
import type { HostCpus } from "../../result/hosts.js";
import type { CpuShares } from "../../result/result.js";

interface Seen {
  worker: string;
  kernel: string;
  totals: HostTotals;
}

export class HostsSeen {
  readonly #seen = new Map<string, Seen>();
  readonly #ownKernel: string | undefined;

  constructor(ownKernel: string | undefined) {
    this.#ownKernel = ownKernel;
  }

  /** A host whose kernel is unknown might be any other's, so nothing is said of it. */
  take(slices: readonly HostSlice[]): void {
    for (const { worker, kernel, totals } of slices) {
      if (kernel === undefined || totals === undefined) continue;
      const before = this.#seen.get(worker)?.totals;
      this.#seen.set(worker, { worker, kernel, totals: before === undefined ? totals : added(before, totals) });
    }
  }

  /** `local`: of this machine. Without it, nobody knows what the services had on the CPUs of workers that are here, too. */
  shares(local: ActivityTotals | undefined): HostCpus[] {
    return [...this.#seen.values()].flatMap(({ worker, kernel, totals }) => {
      const isHere = kernel === this.#ownKernel;
      if (isHere && local === undefined) return [];
      const others = [...this.#seen.values()].filter((other) => other.kernel === kernel && other.worker !== worker);
      const ofRun = others.reduce((sum, other) => sum + hadOn(totals.cpus, other.totals), totals.workerNs);
      const shares = sharesOf(totals, ofRun + (isHere ? localOn(totals.cpus, local!) : 0));
      const { pressureNs } = totals;
      return [{ worker, ...shares, ...(pressureNs !== undefined && { pressureRatio: pressureNs / totals.elapsedNs }) }];
    });
  }

  /** The CPUs of the services, which are on this machine. */
  sharesOfServices({ benchNs, sides: { services } }: ActivityTotals): CpuShares {
    const here = [...this.#seen.values()].filter(({ kernel }) => kernel === this.#ownKernel);
    return sharesOf(
      services,
      here.reduce((sum, { totals }) => sum + hadOn(services.cpus, totals), benchNs),
    );
  }
}

function added(one: HostTotals, other: HostTotals): HostTotals {
  const sum = (of: (totals: HostTotals) => number): number => of(one) + of(other);
  const isPressureKnown = one.pressureNs !== undefined && other.pressureNs !== undefined;
  return {
    cpus: other.cpus,
    elapsedNs: sum(({ elapsedNs }) => elapsedNs),
    idleNs: sum(({ idleNs }) => idleNs),
    stealNs: sum(({ stealNs }) => stealNs),
    ownNs: sum(({ ownNs }) => ownNs),
    workerNs: sum(({ workerNs }) => workerNs),
    ...(isPressureKnown && { pressureNs: sum(({ pressureNs }) => pressureNs!) }),
  };
}

/** What a worker and its generator may have had on these CPUs. The worker's process is not pinned. */
const hadOn = (cpus: readonly number[], totals: HostTotals): number => ownOn(cpus, totals) + totals.workerNs;

const localOn = (cpus: readonly number[], { benchNs, sides }: ActivityTotals): number =>
  Object.values(sides).reduce((sum, side) => sum + ownOn(cpus, side), benchNs);

/** Processes that are pinned elsewhere had nothing there. */
const ownOn = (cpus: readonly number[], totals: CpuTotals): number =>
  totals.cpus.some((cpu) => cpus.includes(cpu)) ? totals.ownNs : 0;

/** Each share of the host with the largest. Undefined where no host tells. */
export function largestOf(hosts: readonly CpuShares[]): CpuShares | undefined {
  if (hosts.length === 0) return undefined;
  const largest = (of: (shares: CpuShares) => number): number => Math.max(...hosts.map(of));
  return {
    busyRatio: largest(({ busyRatio }) => busyRatio),
    foreignRatio: largest(({ foreignRatio }) => foreignRatio),
    stealRatio: largest(({ stealRatio }) => stealRatio),
  };
}
