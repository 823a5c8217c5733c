/** How much CPU a control group allows its processes. Containers and CI runners set such limits. */
import { type ControlGroups, smallestLimit } from "./control-groups.js";

/**
 * The limit in CPUs: 1.5 is one and a half. It is the smallest limit of the process's group and all groups above it. It is undefined
 * where nothing limits the process, or where the system does not tell.
 * Source: Linux, Documentation/admin-guide/cgroup-v2.rst (cpu.max) and scheduler/sched-bwc.rst (cpu.cfs_quota_us).
 */
export const readCpuLimit = (groups?: ControlGroups): number | undefined =>
  smallestLimit(
    "cpu",
    {
      unified(read) {
        const [quota, period] = (read("cpu.max") ?? "").trim().split(" ");
        return share(quota, period);
      },
      legacy: (read) => share(read("cpu.cfs_quota_us"), read("cpu.cfs_period_us")),
    },
    groups,
  );

/** "max" and −1 mean that there is no limit. */
function share(quota: string | undefined, period: string | undefined): number | undefined {
  const cpus = Number(quota) / Number(period);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}
