/** What a scenario says of a service of the user's own, or of several processes, in a line. */
import type { ApproachRecord } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";

/** Undefined where pushbench's reference service plays in one process. */
export function serviceLine({ name, transport, service, processes }: ApproachRecord): string | undefined {
  if (service !== undefined) return `  ${name} (${transport}): ${source(service)}`;
  return processes === undefined ? undefined : `  ${name} (${transport}): pushbench's, in ${processes} processes`;
}

function source(service: ServiceSource): string {
  if (!isStarted(service)) return `${service.url}, run by somebody else, ${measured(service)}`;
  const { command, cwd, env, port, ready } = service;
  const details = [
    typeof port === "number"
      ? `listens on port ${port}`
      : port
        ? `prints its port (${port.pattern})`
        : "listens on $PORT",
    cwd === undefined ? "" : `starts in ${cwd}`,
    env === undefined ? "" : `with ${Object.keys(env).join(", ")} set`,
    ready === undefined ? "" : `ready within ${ready.seconds} s`,
  ];
  return [command, ...details.filter((detail) => detail !== "")].join(", ");
}

function measured({ pid, cgroup }: { pid?: number; cgroup?: string }): string {
  if (pid !== undefined) return `measured as process ${pid} with its children`;
  return cgroup === undefined ? "CPU and memory unknown" : `measured as cgroup ${cgroup}`;
}
