import { readFileSync } from "node:fs";

/** The only addresses on which services listen and to which clients connect. No traffic leaves the machine. */
export const LOOPBACK = "127.0.0.1";
/** Only services of the user's own listen there: "localhost" may mean either. */
export const LOOPBACK_V6 = "::1";

/** Connections that wait to be accepted: thousands of clients may come at once. */
export const BACKLOG = 4096;

export const loopbackUrl = (port: number): string => `http://${LOOPBACK}:${port}`;

/** Whether that name or address of a URL means this machine, whatever its resolver says. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === `[${LOOPBACK_V6}]` || /^127(\.\d{1,3}){3}$/.test(host);

export interface PortRange {
  first: number;
  last: number;
  count: number;
}

/** The ports that the system hands out to whoever connects. Undefined where it does not tell. */
export function portsToConnectFrom(): PortRange | undefined {
  try {
    const text = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
    const [first, last] = text.trim().split(/\s+/).map(Number);
    return first! <= last! ? { first: first!, last: last!, count: last! - first! + 1 } : undefined;
  } catch {
    return undefined;
  }
}
