/** Ports to listen on, one per approach, and ports to connect from. A machine has fewer of the latter than one thinks. */
import { readFileSync } from "node:fs";
import { PushbenchError } from "../errors.js";
import { BACKLOG, portsToConnectFrom } from "../loopback.js";

const LAST_PORT = 65_535;

/**
 * Throws PushbenchError usage when the services, whose ports count up from `first`, would pass the last port. 0 means any
 * port.
 */
export function requirePorts(first: number, services: number): void {
  const isPort = Number.isInteger(first) && first >= 0 && first <= LAST_PORT;
  const last = first === 0 ? 0 : first + services - 1;
  if (isPort && last <= LAST_PORT) return;
  const most = LAST_PORT - services + 1;
  throw new PushbenchError("usage", `--port must be a whole number from 0 to ${most}, got ${first}.`, {
    hint: `Each of the ${services} services has a port of its own, counted on from there to ${LAST_PORT} at most; 0 takes any free ones.`,
  });
}

/** The advice for when the system has no port left to connect from. */
export function outOfPorts(): string {
  const range = portsToConnectFrom();
  const has = range === undefined ? "" : ` (it has ${range.count}: ${range.first} to ${range.last})`;
  return `The machine ran out of ports to connect from${has}: widen net.ipv4.ip_local_port_range, or lower --set clients; connections that others left behind hold theirs for a minute.`;
}

/** Connections that a service here lets wait to be accepted at most: what it asks for, unless the system allows fewer. */
export function acceptQueueLength(): number {
  try {
    return Math.min(BACKLOG, Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8")));
  } catch {
    return BACKLOG;
  }
}

/**
 * How many ports connections hold that are over: the system keeps each for a minute. 0 where it uses them again for new ones, as
 * Linux does on the loopback by default.
 */
export function portsHeldByClosed(): number {
  try {
    const reuses = readFileSync("/proc/sys/net/ipv4/tcp_tw_reuse", "utf8").trim() !== "0";
    const sockets = readFileSync("/proc/net/sockstat", "utf8");
    return reuses ? 0 : Number(/^TCP:.* tw (\d+)/m.exec(sockets)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
