/**
 * The CPUs of the services and those of the generators, so that neither takes time from the other (measurement: separate
 * CPUs).
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Pinning {
  services: number[];
  generators: number[];
  /** The reason why nothing is pinned. */
  reason?: string;
}

/** Reads "0-2,5" as [0, 1, 2, 5]. */
export function parseCpuList(list: string): number[] {
  return list
    .trim()
    .split(",")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [first, last] = part.split("-").map(Number);
      return Array.from({ length: (last ?? first!) - first! + 1 }, (_, i) => first! + i);
    });
}

/** Services get the first half of the allowed CPUs, and at least one. Generators get the rest. */
export function splitCpus(allowed: readonly number[]): Pinning {
  if (allowed.length < 2) return { services: [], generators: [], reason: "only one CPU may be used" };
  const half = Math.floor(allowed.length / 2);
  return { services: allowed.slice(0, half), generators: allowed.slice(half) };
}

/** The CPUs that this process may use. None: the system does not tell. */
export function allowedCpus(status = "/proc/self/status"): number[] {
  try {
    return parseCpuList(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(status, "utf8"))?.[1] ?? "");
  } catch {
    return []; // a list that is hidden or absent says nothing
  }
}

export function choosePinning(status = "/proc/self/status"): Pinning {
  const none = (reason: string): Pinning => ({ services: [], generators: [], reason });
  const allowed = allowedCpus(status);
  if (allowed.length === 0) return none(`the system does not tell which CPUs may be used (${status})`);
  if (allowed.length < 2) return splitCpus(allowed);
  try {
    execFileSync("taskset", ["-c", allowed.join(","), "true"], { stdio: "ignore" });
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return none(isMissing ? "the system has no taskset" : "taskset may not choose CPUs here");
  }
  return splitCpus(allowed);
}

/** The command line that starts a program on these CPUs; without any it is started wherever the system likes. */
export const pinnedTo = (cpus: readonly number[], command: readonly string[]): readonly string[] =>
  cpus.length > 0 ? ["taskset", "-c", cpus.join(","), ...command] : command;
