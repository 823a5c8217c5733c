/**
 * Where clients connect from. Towards one service an address has the ports that the system hands out, on Linux 28,232 of them by
 * default. So clients beyond what one address has ports for get addresses of their own in 127.0.0.0/8, all of which Linux answers for.
 */
import { portsToConnectFrom } from "../loopback.js";

/** With the default range: some ports stay for connections that are opened again, and for others. */
const MOST_CLIENTS_PER_ADDRESS = 20_000;
/** The same share of any other range. */
const SHARE_OF_PORTS = 0.71;
/** The last byte of an address goes from 1 to 254. */
const ADDRESSES_PER_NETWORK = 254;

let clientsPerAddress: number | undefined;

/** How many clients connect from the same address. `ports`: how many the system hands out. */
export const clientsPerAddressOf = (ports: number | undefined): number =>
  Math.min(MOST_CLIENTS_PER_ADDRESS, Math.max(1, Math.floor((ports ?? Number.POSITIVE_INFINITY) * SHARE_OF_PORTS)));

/**
 * Undefined: as the system chooses. From such an address, no other host than those of 127.0.0.0/8 is reached. `perAddress`: how many
 * clients share one; by default as many as the system has ports for.
 */
export function sourceAddress(client: number, host: string, perAddress = ofThisMachine()): string | undefined {
  const number = Math.floor(client / perAddress);
  if (number === 0 || !hasManyAddresses(host)) return undefined;
  const network = 1 + Math.floor((number - 1) / ADDRESSES_PER_NETWORK);
  return `127.0.${network}.${1 + ((number - 1) % ADDRESSES_PER_NETWORK)}`;
}

/** Whether that host is reached from any of many addresses. */
export const hasManyAddresses = (host: string): boolean => host.startsWith("127.");

function ofThisMachine(): number {
  clientsPerAddress ??= clientsPerAddressOf(portsToConnectFrom()?.count);
  return clientsPerAddress;
}
