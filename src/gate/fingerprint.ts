/**
 * What two sets of figures must have in common before they may be compared: lines that people can read, and a hash of them.
 * Anything that changes from run to run without changing figures (load, limits) is left out.
 */
import { createHash } from "node:crypto";
import { stringify } from "safe-stable-stringify";
import type { HostRecord } from "../result/hosts.js";
import type { Machine } from "../result/machine.js";
import type { Result } from "../result/result.js";
import type { MachineFingerprint } from "./gate-report.js";

const ABSENT = "–";

/** The fingerprint of a machine or of a workload. */
export type Fingerprint = MachineFingerprint;
type Lines = Fingerprint["lines"];

/** Kernels keep some memory for themselves, and not always the same amount. */
const MEMORY_STEP_BYTES = 2 ** 29;

/** The machines that played the clients in the place of this one's generators. */
export interface FleetPlayed {
  workers: number;
  /** All that took part. */
  hosts: readonly HostRecord[];
}

/** Undefined: no fleet did, or nothing was played. */
export function fleetPlayed({ hosts, rounds }: Pick<Result, "hosts" | "rounds">): FleetPlayed | undefined {
  const workers = rounds[0]?.hosts?.length;
  return hosts === undefined || workers === undefined ? undefined : { workers, hosts };
}

/** Flags, variables and a fleet have lines only where there are some, so that older fingerprints stay the same. */
export function machineFingerprint(machine: Machine, fleet?: FleetPlayed): Fingerprint {
  return fingerprintOf([
    ["CPU", machine.cpuModel],
    ["logical CPUs", String(machine.cpuCount)],
    ["CPU limit", machine.cpuLimit === undefined ? "none" : String(machine.cpuLimit)],
    ["hypervisor", machine.virtual === undefined ? ABSENT : machine.virtual ? "yes" : "no"],
    ["runner image", machine.runnerImage ?? ABSENT],
    ["memory", memory(machine)],
    ["system", machine.operatingSystem],
    ["Node", machine.node],
    ["V8", machine.v8],
    ...(machine.nodeFlags ? [["Node flags", machine.nodeFlags.join(" ")] satisfies Lines[number]] : []),
    ...Object.entries(machine.environment ?? {}),
    ...Object.entries(machine.packages).map(([name, version]): Lines[number] => [name, version]),
    ["services on", cpus(machine.servicesOnCpus)],
    ["generators on", cpus(machine.generatorsOnCpus)],
    ...(fleet === undefined ? [] : linesOf(fleet)),
  ]);
}

const memory = ({ memoryBytes }: Pick<Machine, "memoryBytes">): string =>
  `${(Math.round(memoryBytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES) / 2 ** 30} GiB`;

/** Kinds of machines: a worker may be replaced by one of the same kind. */
function linesOf({ workers, hosts }: FleetPlayed): Lines {
  const kinds = hosts.map(
    (host) =>
      `${host.cpuModel}, ${host.cpuCount} CPUs, ${cpus(host.cpus)}, ${memory(host)}, ${host.operatingSystem}, Node ${host.node}`,
  );
  return [
    ["workers", String(workers)],
    ["workers on", [...new Set(kinds)].sort().join("; ")],
  ];
}

/** The part of a result that says what is played. It is known before the first round. */
export type Workload = Pick<Result, "scenario" | "approaches" | "pushbenchVersion" | "seed">;

/**
 * What was played. The number of rounds is left out, because rounds are what is compared. The hash of the schedules is left
 * out as well, because it covers all rounds; the seed, the arrivals and the version that drew them determine each schedule.
 */
export function workloadFingerprint(result: Workload): Fingerprint {
  const { scenario, approaches, pushbenchVersion, seed } = result;
  const { rounds: _rounds, ...run } = scenario.run;
  return fingerprintOf([
    ["pushbench", pushbenchVersion],
    ["scenario", scenario.name],
    ["flow", scenario.flow],
    ["guarantee", scenario.guarantee],
    ["clients", String(scenario.clients)],
    ["room size", canonical(scenario.roomSize)],
    ...(scenario.senderSkew === undefined
      ? []
      : [["senders' skew", String(scenario.senderSkew)] satisfies Lines[number]]),
    ["arrivals", canonical(scenario.arrivals)],
    ["payload", canonical(scenario.payload)],
    ["faults", canonical(scenario.faults)],
    ["network", canonical(scenario.network)],
    ["run", canonical(run)],
    ["seed", String(seed)],
    ...approaches.map(({ name, ...approach }): Lines[number] => [name, canonical(approach)]),
  ]);
}

export interface Difference {
  name: string;
  base: string;
  head: string;
}

/** The lines that differ, and the lines that only one of the two has. There are none when the hashes are equal. */
export function differingLines(base: Fingerprint, head: Fingerprint): Difference[] {
  const [baseLines, headLines] = [new Map(base.lines), new Map(head.lines)];
  const names = new Set([...baseLines.keys(), ...headLines.keys()]);
  return [...names]
    .map((name) => ({ name, base: baseLines.get(name) ?? ABSENT, head: headLines.get(name) ?? ABSENT }))
    .filter((line) => line.base !== line.head);
}

/** That much of SHA-256 tells apart all machines that anybody will ever compare, and can still be read aloud. */
const HEX_DIGITS = 16;

function fingerprintOf(lines: Lines): Fingerprint {
  const fingerprint = createHash("sha256").update(JSON.stringify(lines)).digest("hex").slice(0, HEX_DIGITS);
  return { fingerprint, lines };
}

const cpus = (numbers: readonly number[] | undefined): string => numbers?.join(", ") ?? "not pinned";

/** JSON with its keys sorted, so that the order in which a scenario was written makes no difference. */
const canonical = (value: unknown): string => stringify(value) ?? ABSENT;
