/**
 * Whether every worker's host has what its share of the clients takes. Each worker has told what its host has, and that is judged by
 * the rules for this machine.
 */
import { PushbenchError } from "../../errors.js";
import type { Fleet, HostShare } from "../../fleet/coordinator/fleet.js";
import type { Topology } from "../../flow.js";
import { groupBy } from "../../group-by.js";
import type { Scenario } from "../../scenario/load.js";
import { type Load, loadOf } from "../preflight/load.js";
import { requireMemory } from "../preflight/memory.js";
import { requireOpenFiles } from "../preflight/open-files.js";
import { requirePortsToConnectFrom } from "../preflight/ports.js";

/** Throws PushbenchError too-few-file-descriptors, too-few-ports or too-little-memory, which names the workers. */
export function requireHosts(
  scenario: Pick<Scenario, "approaches" | "faults" | "network">,
  topology: Topology,
  fleet: Pick<Fleet, "address" | "shares"> & Partial<Pick<Fleet, "hostOfServices">>,
): void {
  const shares = fleet.shares(topology);
  const loadOn = (workers: readonly HostShare[]): Load => ({
    ...loadOf(scenario, { ...topology, clients: sumOf(workers) }, workers.length),
    ...{ areServicesElsewhere: true, hasRelays: false, address: fleet.address, ofClients: topology.clients },
  });
  for (const one of shares) namingWorkers([one], () => requireOpenFiles(loadOn([one]), one.resources.openFilesLimit));
  // Workers of one host share its ports and its memory, unless containers keep them apart.
  for (const some of together(shares, ({ network }) => network))
    namingWorkers(some, () => requirePortsToConnectFrom(loadOn(some), some[0]!.resources.ports));
  for (const some of together(shares, ({ kernel, memory }) => (memory?.limitedBy === "machine" ? kernel : undefined)))
    namingWorkers(some, () => requireMemory(loadOn(some), some[0]!.resources.memory));
  const host = fleet.hostOfServices;
  if (host === undefined) return;
  const ofServices: Load = { ...loadOf(scenario, topology, 1), areClientsElsewhere: true, hasRelays: false };
  const check = (): void => {
    requireOpenFiles(ofServices, host.resources.openFilesLimit);
    requireMemory(ofServices, host.resources.memory);
  };
  namingWorkers([host], check, "The services are on its host.");
}

const sumOf = (workers: readonly HostShare[]): number => workers.reduce((sum, { clients }) => sum + clients, 0);

/** `placeOf`: undefined where a worker has it to itself, or nobody knows. */
const together = (
  shares: readonly HostShare[],
  placeOf: (resources: HostShare["resources"]) => string | undefined,
): HostShare[][] => [...groupBy(shares, ({ worker, resources }) => placeOf(resources) ?? `worker ${worker}`).values()];

const SHARE_OUT = "With more workers on other hosts (--workers), each has fewer clients.";

function namingWorkers(workers: readonly HostShare[], check: () => void, advice = SHARE_OUT): void {
  try {
    check();
  } catch (cause) {
    if (!(cause instanceof PushbenchError)) throw cause;
    const names = workers.map(({ worker }) => worker);
    const who = names.length === 1 ? `Worker ${names[0]}` : `Workers ${names.join(" and ")}, on one host`;
    const hint = `${cause.hint} ${advice}`;
    throw new PushbenchError(cause.code, `${who}: ${cause.message}`, { hint, cause });
  }
}
