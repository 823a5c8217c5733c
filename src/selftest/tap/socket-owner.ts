/**
 * Finds the owner of a connection on the loopback in the kernel's tables, so that the tap need not ask pushbench which
 * process is which.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTEN = "0A";
const ESTABLISHED = "01";
/** The columns of /proc/net/tcp. */
const [LOCAL, REMOTE, STATE, INODE] = [1, 2, 3, 9];

/** The inode of the socket that listens on this port. */
export const listenerInode = (table: string, port: number): string | undefined =>
  inodeIn(table, (columns) => columns[STATE] === LISTEN && portOf(columns[LOCAL]!) === port);

/** The inode of the other end of a connection to this port. */
export const callerInode = (table: string, port: number): string | undefined =>
  inodeIn(table, (columns) => columns[STATE] === ESTABLISHED && portOf(columns[REMOTE]!) === port);

/** The answer is undefined when no process that may be inspected has it open. */
export function ownerOf(inode: string): number | undefined {
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const files = readdirSync(`/proc/${pid}/fd`);
      if (files.some((file) => linkOf(`/proc/${pid}/fd/${file}`) === `socket:[${inode}]`)) return Number(pid);
    } catch {} // it has ended, or is somebody else's
  }
  return undefined;
}

export const socketTable = (): string => readFileSync("/proc/net/tcp", "utf8");

function inodeIn(table: string, isIt: (columns: string[]) => boolean): string | undefined {
  const rows = table.trim().split("\n").slice(1);
  return rows.map((row) => row.trim().split(/\s+/)).find(isIt)?.[INODE];
}

/** "0100007F:1F90" → 8080 */
const portOf = (address: string): number => Number.parseInt(address.slice(address.indexOf(":") + 1), 16);

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // closed meanwhile
  }
}
