/** The CPUs of the command line. */
import { PushbenchError } from "../../errors.js";
import { choosePinning, parseCpuList } from "../../machine/cpu-pinning.js";

const LIST = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

/** Throws PushbenchError usage for CPUs that this process may not use. Without a list there are none: nothing is pinned. */
export function requireCpus(list: string | undefined): number[] {
  if (list === undefined) return [];
  const cpus = LIST.test(list.trim()) ? parseCpuList(list) : [];
  const { services, generators, reason } = choosePinning();
  const allowed = [...services, ...generators];
  if (reason === undefined && cpus.length > 0 && cpus.every((cpu) => allowed.includes(cpu))) return cpus;
  const why = reason ?? `the CPUs that may be used here are ${allowed.join(", ")}`;
  throw new PushbenchError("usage", `--cpus: "${list}" cannot be pinned to: ${why}.`, {
    hint: "Name them as taskset does: 2-3,6. Without --cpus nothing is pinned.",
  });
}
