/** Which CPUs the services and the generators run on, so that neither steals from the other (measurement: separate CPUs). */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Pinning {
  services: number[];
  generators: number[];
  /** Why nothing is pinned. */
  reason?: string;
}

/** "0-2,5" → [0, 1, 2, 5] */
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

/** Services get the first half of the allowed CPUs, at least one; generators the rest. */
export function splitCpus(allowed: readonly number[]): Pinning {
  if (allowed.length < 2) return { services: [], generators: [], reason: "only one CPU may be used" };
  const half = Math.floor(allowed.length / 2);
  return { services: allowed.slice(0, half), generators: allowed.slice(half) };
}

export function choosePinning(status = "/proc/self/status"): Pinning {
  const none = (reason: string): Pinning => ({ services: [], generators: [], reason });
  let allowed: number[] = [];
  try {
    allowed = parseCpuList(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(status, "utf8"))?.[1] ?? "");
  } catch {
    // told below: hidden or absent, it says nothing
  }
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
