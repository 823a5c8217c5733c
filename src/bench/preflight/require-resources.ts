/** A clear error before the run, rather than one in the middle of it, where the machine does not have what the clients take. */
import { portsToConnectFrom } from "../../loopback.js";
import { availableMemory } from "../../machine/available-memory.js";
import { readOpenFilesLimit } from "../../machine/open-files.js";
import { portsHeldByClosed } from "../../machine/ports.js";
import { groupOf } from "../../services/group/group-of.js";
import { requireRedisServer } from "../../services/group/redis-server.js";
import type { Load } from "./load.js";
import { requireMemory } from "./memory.js";
import { requireOpenFiles } from "./open-files.js";
import { requirePortsToConnectFrom } from "./ports.js";

export function requireResources(load: Load): void {
  requireOpenFiles(load, readOpenFilesLimit());
  const range = portsToConnectFrom();
  requirePortsToConnectFrom(load, range && { range, held: portsHeldByClosed() });
  requireMemory(load, availableMemory());
  requireRedisServer(approachesWithBus(load));
}

const approachesWithBus = ({ approaches, flow }: Load): string[] =>
  approaches.filter((one) => groupOf(one, flow)?.needsBus).map(({ name }) => name);
