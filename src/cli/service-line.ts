/** What a scenario says of a service of the user's own, in a line. */
import type { ApproachRecord } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";

/** Undefined where pushbench's reference service plays. */
export const serviceLine = ({ name, transport, service }: ApproachRecord): string | undefined =>
  service && `  ${name} (${transport}): ${source(service)}`;

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
