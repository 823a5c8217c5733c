/** Who used the CPUs of a run in the measured slices of one approach: those of this machine, and those of a fleet's hosts. */
import type { SliceReport } from "../generators/generator.js";
import { isLoopback } from "../loopback.js";
import { kernelId } from "../machine/host-resources.js";
import type { MachineActivity } from "../machine/machine-activity.js";
import type { HostCpus } from "../result/hosts.js";
import type { ApproachRound, CpuShares } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";
import { HostsSeen, largestOf } from "./fleet/host-cpus.js";
import { lateEvents } from "./fleet/late-events.js";
import type { FleetSeen } from "./generator-sample.js";
import type { SliceOutcome } from "./slice-runner.js";

export interface CpusSeen {
  cpus: ApproachRound["cpus"];
  /** Of all hosts of a fleet, the services' own included. */
  hostCpus: readonly HostCpus[];
  /** Undefined where this machine's generators play. */
  fleet: FleetSeen | undefined;
}

export class CpusOfRun {
  readonly #activity: MachineActivity;
  /** Absent: a reference service, which runs on the services' CPUs. */
  readonly #service: ServiceSource | undefined;
  readonly #dueNs: ArrayLike<number>;
  #hosts: HostsSeen | undefined;
  /** By worker, in the order of the generators. */
  readonly #late = new Map<string, number>();
  /** The worker that has the services. Undefined: they are on this machine. */
  #servicesOn: string | undefined;

  /** `dueNs`: of the measured schedule. */
  constructor(activity: MachineActivity, service: ServiceSource | undefined, dueNs: ArrayLike<number>) {
    this.#activity = activity;
    this.#service = service;
    this.#dueNs = dueNs;
  }

  /** Takes in what the hosts of a fleet told of a slice. `activity` has seen this machine's part. */
  take({ reports, run, killed, serviceHost }: Taken & { reports: readonly Told[] }): void {
    const slices = [...reports.flatMap(({ host }) => host ?? []), ...(serviceHost ? [serviceHost] : [])];
    if (slices.length === 0) return;
    this.#servicesOn = serviceHost?.worker;
    for (const { host, observations } of reports)
      if (host !== undefined)
        this.#late.set(host.worker, (this.#late.get(host.worker) ?? 0) + lateEvents(run, observations, this.#dueNs));
    this.#hosts ??= new HostsSeen(kernelId());
    // Where a service was killed, this machine's part of the slice is not known, and does not count.
    if (killed.length === 0) this.#hosts.take(slices);
  }

  sample(): CpusSeen {
    const hosts = this.#hosts;
    if (hosts === undefined) return { cpus: this.#ofThisMachine(), hostCpus: [], fleet: undefined };
    const totals = this.#activity.totals();
    const hostCpus = hosts.shares(this.#isUnseenHere() ? undefined : totals);
    const shares = hostCpus.filter(({ worker }) => worker !== this.#servicesOn);
    const [services, generators] = [this.#ofServices(hosts, hostCpus), largestOf(shares)];
    const cpus = { ...(services && { services }), ...(generators && { generators }) };
    const workers = [...this.#late].map(([worker, lateEvents]) => ({ worker, lateEvents }));
    return { cpus: services || generators ? cpus : undefined, hostCpus, fleet: { hosts: shares, workers } };
  }

  #ofServices(hosts: HostsSeen, hostCpus: readonly HostCpus[]): CpuShares | undefined {
    if (this.#servicesOn !== undefined) return largestOf(hostCpus.filter(({ worker }) => worker === this.#servicesOn));
    const totals = this.#activity.totals();
    return this.#isOurService() && totals ? hosts.sharesOfServices(totals) : undefined;
  }

  #ofThisMachine(): ApproachRound["cpus"] {
    const shares = this.#activity.sample();
    if (shares === undefined || this.#isOurService()) return shares;
    return this.#isUnseenHere() ? undefined : { generators: shares.generators };
  }

  /** Whether the service runs on the CPUs that pushbench chose for it. */
  #isOurService(): boolean {
    return this.#service === undefined || isStarted(this.#service);
  }

  /** A service that somebody else runs on this machine may use any CPUs, where its work would look like a stranger's. */
  #isUnseenHere(): boolean {
    const service = this.#service;
    return service !== undefined && !isStarted(service) && isLoopback(new URL(service.url).hostname);
  }
}

type Told = Pick<SliceReport, "host" | "observations">;
type Taken = Pick<SliceOutcome, "run" | "killed" | "serviceHost">;
