/** A clear error before the run, rather than one in the middle of it, where the machine does not have what the clients take. */
import { hostResources } from "../../machine/host-resources.js";
import { groupOf } from "../../services/group/group-of.js";
import { requireRedisServer } from "../../services/group/redis-server.js";
import type { Load } from "./load.js";
import { requireMemory } from "./memory.js";
import { requireOpenFiles } from "./open-files.js";
import { requirePortsToConnectFrom } from "./ports.js";

export function requireResources(load: Load): void {
  const { openFilesLimit, ports, memory } = hostResources();
  requireOpenFiles(load, openFilesLimit);
  requirePortsToConnectFrom(load, ports);
  requireMemory(load, memory);
  requireRedisServer(approachesWithBus(load));
}

const approachesWithBus = ({ approaches, flow }: Load): string[] =>
  approaches.filter((one) => groupOf(one, flow)?.needsBus).map(({ name }) => name);
