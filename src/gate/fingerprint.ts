/**
 * What two sets of figures must have in common before one is held against the other, as lines that people can read and a
 * hash of them. What changes from run to run without changing figures (load, limits) is not in it.
 */
import { createHash } from "node:crypto";
import type { Machine } from "../result/machine.js";
import type { Result } from "../result/result.js";
import type { MachineFingerprint } from "./gate-report.js";

const ABSENT = "–";

/** Of a machine or of a workload. */
export type Fingerprint = MachineFingerprint;
type Lines = Fingerprint["lines"];

/** Kernels keep some memory for themselves, not always the same. */
const MEMORY_STEP_BYTES = 2 ** 29;

/** Flags and variables have lines only where there are some: fingerprints of before stay what they are. */
export function machineFingerprint(machine: Machine): Fingerprint {
  const gibibytes = (Math.round(machine.memoryBytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES) / 2 ** 30;
  return fingerprintOf([
    ["CPU", machine.cpuModel],
    ["logical CPUs", String(machine.cpuCount)],
    ["CPU limit", machine.cpuLimit === undefined ? "none" : String(machine.cpuLimit)],
    ["hypervisor", machine.virtual === undefined ? ABSENT : machine.virtual ? "yes" : "no"],
    ["runner image", machine.runnerImage ?? ABSENT],
    ["memory", `${gibibytes} GiB`],
    ["system", machine.operatingSystem],
    ["Node", machine.node],
    ["V8", machine.v8],
    ...(machine.nodeFlags ? [["Node flags", machine.nodeFlags.join(" ")] satisfies Lines[number]] : []),
    ...Object.entries(machine.environment ?? {}),
    ...Object.entries(machine.packages).map(([name, version]): Lines[number] => [name, version]),
    ["services on", cpus(machine.servicesOnCpus)],
    ["generators on", cpus(machine.generatorsOnCpus)],
  ]);
}

/** The part of a result that says what is played; it is known before the first round. */
export type Workload = Pick<Result, "scenario" | "approaches" | "pushbenchVersion" | "seed">;

/**
 * What was played. The number of rounds is not in it, for a round is what is compared; nor is the hash of the schedules,
 * which holds all rounds: seed, arrivals and the version that drew them give the same schedules.
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

/** The lines that differ, those that only one of the two has included. Empty when the hashes are equal. */
export function differingLines(base: Fingerprint, head: Fingerprint): Difference[] {
  const [baseLines, headLines] = [new Map(base.lines), new Map(head.lines)];
  const names = new Set([...baseLines.keys(), ...headLines.keys()]);
  return [...names]
    .map((name) => ({ name, base: baseLines.get(name) ?? ABSENT, head: headLines.get(name) ?? ABSENT }))
    .filter((line) => line.base !== line.head);
}

/** Enough of SHA-256 to tell apart all machines that anybody will ever compare, short enough to read aloud. */
const HEX_DIGITS = 16;

function fingerprintOf(lines: Lines): Fingerprint {
  const fingerprint = createHash("sha256").update(JSON.stringify(lines)).digest("hex").slice(0, HEX_DIGITS);
  return { fingerprint, lines };
}

const cpus = (numbers: readonly number[] | undefined): string => numbers?.join(", ") ?? "not pinned";

/** JSON with its keys in order, so that the order in which a scenario was written does not count. */
function canonical(value: unknown): string {
  if (value === undefined) return ABSENT;
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
