/** Whether there is memory enough for so many clients, in processes and in the kernel. */
import { PushbenchError } from "../../errors.js";
import type { AvailableMemory } from "../../machine/available-memory.js";
import { type TlsSetting, tlsSettings } from "../../tls/settings.js";
import { cardOf } from "../../transports/registry.js";
import { clientsByApproaches, type Load } from "./load.js";

/**
 * Measured with idle clients (docs/many-connections.md), and rounded down: who is let through may still run out of memory, but nobody
 * is refused who would not.
 */
const PROCESS_BYTES = 50 * 2 ** 20;
/** Of one end of a connection: in its process, … */
const USER_BYTES = 3 * 2 ** 10;
/** … what TLS takes beside that, and … */
const TLS_BYTES = 20 * 2 ** 10;
/** … in the kernel. */
const KERNEL_BYTES = 4 * 2 ** 10;

/** Throws PushbenchError too-little-memory. `available`: undefined where the system does not tell. */
export function requireMemory(load: Load, available: AvailableMemory | undefined): void {
  const neededBytes = leastBytes(load);
  if (available === undefined || neededBytes <= available.bytes) return;
  const limit = available.limitedBy === "machine" ? "the machine has" : "the control group (container, unit) has";
  throw new PushbenchError(
    "too-little-memory",
    `${clientsByApproaches(load)} need at least ${inGiB(neededBytes)} of memory in processes and in the kernel, but ${limit} ${inGiB(available.bytes)} left.`,
    {
      hint: "Take fewer clients (--set clients=…) or fewer --approaches, whose clients are all connected at the same time, or give it more memory.",
    },
  );
}

/** Both ends of every connection are on this machine, unless one of them is elsewhere, and so are those of relays. */
export function leastBytes({
  approaches,
  flow,
  clients,
  generators,
  areClientsElsewhere = false,
  areServicesElsewhere = false,
  hasRelays,
}: Load): number {
  const ofServices = approaches.reduce((sum, { processes = 1 }) => sum + processes + (hasRelays ? 1 : 0), 0);
  // Beside the services is the bench, and beside each generator of a fleet its worker.
  const processes = (areServicesElsewhere ? generators : ofServices + 1) + (areClientsElsewhere ? 0 : generators);
  const ends = approaches.map(({ transport, config }) => {
    const { generator, service } = cardOf(transport).openFilesPerClient(flow, config);
    const isEncrypted = tlsSettings(config.tls as TlsSetting | undefined) !== undefined;
    // What a service opens may come later, and what the rule counts may never: one end on either side is there.
    const endsOfClients = areClientsElsewhere ? 0 : Math.min(generator, 1);
    const endsOfServices = areServicesElsewhere ? 0 : Math.min(service, 1);
    const count = endsOfClients + endsOfServices + (hasRelays ? 2 : 0);
    const encrypted = isEncrypted ? (areClientsElsewhere ? 0 : 1) + (areServicesElsewhere ? 0 : 1) : 0;
    return count * (USER_BYTES + KERNEL_BYTES) + encrypted * TLS_BYTES;
  });
  return processes * PROCESS_BYTES + clients * ends.reduce((sum, bytes) => sum + bytes, 0);
}

const inGiB = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
