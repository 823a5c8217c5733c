/** Whether there are ports enough to connect from. */
import { PushbenchError } from "../../errors.js";
import { LOOPBACK } from "../../loopback.js";
import type { Ports } from "../../machine/host-resources.js";
import { clientsOfFirstAddress, hasManyAddresses } from "../../transports/source-address.js";
import type { Load } from "./load.js";

/** Throws PushbenchError too-few-ports. `ports`: undefined where the system does not tell. */
export function requirePortsToConnectFrom(
  { approaches, clients, areClientsElsewhere, hasRelays, address = LOOPBACK }: Load,
  ports: Ports | undefined,
): void {
  if (ports === undefined || (areClientsElsewhere && !hasRelays)) return; // relays are here, wherever the clients are
  const { range, held } = ports;
  const free = Math.max(0, range.count - held);
  const fromFirst = Math.min(clients, clientsOfFirstAddress(range.count));
  for (const { service } of approaches) {
    const host = service !== undefined && "url" in service ? new URL(service.url).hostname : address;
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
