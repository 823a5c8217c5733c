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

/** Both ends of every connection are on this machine, unless a fleet has the clients, and so are those of relays. */
export function leastBytes({
  approaches,
  flow,
  clients,
  generators,
  areClientsElsewhere = false,
  hasRelays,
}: Load): number {
  const processes = approaches.reduce(
    (sum, { processes = 1 }) => sum + processes + (hasRelays ? 1 : 0),
    areClientsElsewhere ? 1 : generators + 1,
  );
  const ends = approaches.map(({ transport, config }) => {
    const { generator, service } = cardOf(transport).openFilesPerClient(flow, config);
    const isEncrypted = tlsSettings(config.tls as TlsSetting | undefined) !== undefined;
    // What a service opens may come later, and what the rule counts may never: one end on either side is there.
    const endsOfClients = areClientsElsewhere ? 0 : Math.min(generator, 1);
    const count = endsOfClients + Math.min(service, 1) + (hasRelays ? 2 : 0);
    return count * (USER_BYTES + KERNEL_BYTES) + (isEncrypted ? (areClientsElsewhere ? 1 : 2) * TLS_BYTES : 0);
  });
  return processes * PROCESS_BYTES + clients * ends.reduce((sum, bytes) => sum + bytes, 0);
}

const inGiB = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
