/** Whether there are ports enough to connect from. */
import { PushbenchError } from "../../errors.js";
import { LOOPBACK, type PortRange } from "../../loopback.js";
import { clientsOfFirstAddress, hasManyAddresses } from "../../transports/source-address.js";
import type { Load } from "./load.js";

export interface Ports {
  /** What the system hands out, for each address and each service. */
  range: PortRange;
  /** How many of them closed connections hold. */
  held: number;
}

/** Throws PushbenchError too-few-ports. `ports`: undefined where the system does not tell. */
export function requirePortsToConnectFrom(
  { approaches, clients, areClientsElsewhere, hasRelays }: Load,
  ports: Ports | undefined,
): void {
  if (ports === undefined || areClientsElsewhere) return;
  const { range, held } = ports;
  const free = Math.max(0, range.count - held);
  const fromFirst = Math.min(clients, clientsOfFirstAddress(range.count));
  for (const { service } of approaches) {
    const host = service !== undefined && "url" in service ? new URL(service.url).hostname : LOOPBACK;
    // A relay knows nothing of clients and connects to the service from one address.
    const fromOne = hasRelays || !hasManyAddresses(host) ? clients : fromFirst;
    if (fromOne <= free) continue;
    const where = hasRelays ? "through a relay, which has one address" : `to ${host} from one address`;
    const heldToo = held === 0 ? "" : `, of which closed connections hold ${held} for up to a minute`;
    throw new PushbenchError(
      "too-few-ports",
      `${fromOne} clients connect ${where}, but the system has ${range.count} ports to connect from (${range.first} to ${range.last})${heldToo}.`,
      {
        hint: `Widen net.ipv4.ip_local_port_range, or take fewer clients (--set clients=…).${hasRelays ? " Without network and faults of it there is no relay, and clients have several addresses." : host === LOOPBACK ? "" : ` Only towards ${LOOPBACK} clients have several addresses.`}`,
      },
    );
  }
}
