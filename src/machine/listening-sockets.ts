/** Who listens on which TCP ports of this machine, read from /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface ListeningSocket {
  /** As in a URL, so that an IPv6 address has brackets. */
  host: string;
  port: number;
  /** The number by which the kernel calls it in /proc/<pid>/fd. */
  inode: string;
}

const LISTEN = "0A";

/** The answer is empty where the system does not tell. It grows with the machine's connections, so it is not for a slice. */
export const listeningSockets = (): ListeningSocket[] =>
  ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => parseListeningSockets(textOf(file)));

/** Reads the kernel's table: "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …". */
export function parseListeningSockets(table: string): ListeningSocket[] {
  return table.split("\n").flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [address, port] = (columns[1] ?? "").split(":");
    if (columns[3] !== LISTEN || address === undefined || port === undefined) return [];
    return [{ host: hostOf(address), port: Number.parseInt(port, 16), inode: columns[9] ?? "" }];
  });
}

/** The kernel prints addresses as words of 32 bits in the order of the processor, which is little-endian wherever pushbench runs. */
function hostOf(address: string): string {
  const words = address.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, "hex").reverse()]);
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname; // it shortens the zeros
}

/** Those that these processes hold. Undefined when one of them does not show what it holds, because it is another user's. */
export function listenedOnBy(pids: readonly number[]): ListeningSocket[] | undefined {
  const inodes = new Set<string>();
  for (const pid of pids) {
    const own = socketsOf(pid);
    if (own === undefined) return undefined;
    for (const inode of own) inodes.add(inode);
  }
  return listeningSockets().filter(({ inode }) => inodes.has(inode));
}

/** The process that holds one of these sockets, by its pid. Undefined where it cannot be seen. */
export function holderOf(sockets: readonly ListeningSocket[]): number | undefined {
  const wanted = new Set(sockets.map(({ inode }) => inode));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => socketsOf(pid)?.some((inode) => wanted.has(inode)));
}

function socketsOf(pid: number): string[] | undefined {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1] ?? []);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? undefined : []; // it has ended
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return ""; // it was closed meanwhile
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
