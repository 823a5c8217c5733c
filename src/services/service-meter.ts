/** What measures a service of the user's own from outside. */
import { Cgroup } from "../machine/cgroup.js";
import { ProcessGroup, ProcessTree } from "../machine/process-group.js";
import type { Usage } from "../machine/process-usage.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";

export interface ServiceMeter {
  /** Undefined when nothing of it is left. `hasTime` allows it to look for new processes, which takes ms. */
  usage(hasTime: boolean): Usage | undefined;
}

/** Undefined where nobody knows what the service uses. `keeper` is the pid of what started it, and `owner` the mark of its run. */
export function meterOf(service: ServiceSource, keeper: number, owner: string | undefined): ServiceMeter | undefined {
  if (isStarted(service)) return new ProcessGroup(keeper, owner);
  if (service.pid !== undefined) return new ProcessTree(service.pid);
  return service.cgroup === undefined ? undefined : new Cgroup(service.cgroup);
}
