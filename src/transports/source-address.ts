/**
 * Where clients connect from. Towards one service an address has the ports that the system hands out, on Linux 28,232 of them by
 * default. So clients beyond what one address has ports for get addresses of their own in 127.0.0.0/8, all of which Linux answers for.
 *
 * Linux looks for a free port one by one, at first among half of them only. Where that half is taken, every further connection looks
 * at thousands of taken ports first, which costs up to 2.5 ms of CPU instead of 0.02. For a socket that was bound to an address
 * before it connects that begins at a quarter. So addresses have no more clients than is cheap.
 */
import { portsToConnectFrom } from "../loopback.js";

/** Below one half: some ports stay for connections that are opened again, and for others. */
const SHARE_OF_FIRST = 0.46;
/** Below one quarter. */
const SHARE_OF_FURTHER = 0.2;
/** Where the system does not tell. */
const USUAL_PORTS = 28_232;
/** The last byte of an address goes from 1 to 254. */
const ADDRESSES_PER_NETWORK = 254;

let portsOfThisMachine: number | undefined;

/** How many clients connect from the address that the system chooses. `ports`: how many it hands out. */
export const clientsOfFirstAddress = (ports: number): number => Math.max(1, Math.floor(ports * SHARE_OF_FIRST));

/**
 * Undefined: as the system chooses. From such an address, no other host than those of 127.0.0.0/8 is reached. `ports`: how many the
 * system hands out.
 */
export function sourceAddress(client: number, host: string, ports = ofThisMachine()): string | undefined {
  const further = client - clientsOfFirstAddress(ports);
  if (further < 0 || !hasManyAddresses(host)) return undefined;
  const number = Math.floor(further / Math.max(1, Math.floor(ports * SHARE_OF_FURTHER)));
  return `127.0.${1 + Math.floor(number / ADDRESSES_PER_NETWORK)}.${1 + (number % ADDRESSES_PER_NETWORK)}`;
}

/** Whether that host is reached from any of many addresses. */
export const hasManyAddresses = (host: string): boolean => host.startsWith("127.");

function ofThisMachine(): number {
  portsOfThisMachine ??= portsToConnectFrom()?.count ?? USUAL_PORTS;
  return portsOfThisMachine;
}
