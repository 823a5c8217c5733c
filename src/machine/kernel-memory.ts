/**
 * What the kernel keeps for connections and open files of the whole machine: it tells nobody apart. Differences show what
 * connections cost, unless others open or close many meanwhile.
 */
import { readFileSync } from "node:fs";

/** The kernel's own names of what a TCP connection and an open file take. Some kernels keep several under one name. */
const CACHES = new Set([
  ...["TCP", "TCPv6", "sock_inode_cache", "filp", "dentry", "lsm_file_cache", "lsm_inode_cache"],
  ...["eventpoll_epi", "eventpoll_pwq", "ep_head", "tcp_bind_bucket", "tcp_bind2_bucket", "request_sock_TCP"],
  ...["skbuff_head_cache", "skbuff_fclone_cache", "skbuff_small_head"],
]);

/** On most machines; what /proc/net/sockstat counts in. */
const PAGE_BYTES = 4096;

/**
 * Only root may read the first file, by the objects of each kind. The second has the sum of everything that the kernel keeps, which
 * other work changes too. Undefined where neither can be read.
 */
export function kernelMemoryBytes(read: (file: string) => string = readText): number | undefined {
  try {
    const kept = keptForConnections(read("/proc/slabinfo")) ?? keptForAll(read("/proc/meminfo"));
    return kept === undefined ? undefined : kept + inSocketBuffers(read("/proc/net/sockstat"));
  } catch {
    return undefined;
  }
}

/** With their share of the pages in which they lie. */
function keptForConnections(slabinfo: string): number | undefined {
  const caches = slabinfo.split("\n").flatMap((line) => {
    const [name = "", active, , objectBytes, perSlab, pagesPerSlab] = line.trim().split(/\s+/);
    const numbers = [active, objectBytes, perSlab, pagesPerSlab].map(Number);
    return CACHES.has(name) && numbers.every(Number.isFinite) ? [numbers as [number, number, number, number]] : [];
  });
  if (caches.length === 0) return undefined;
  // The size of a page stands nowhere, but a slab is never much larger than its objects.
  const leastPageBytes = Math.max(...caches.map(([, objectBytes, perSlab, pages]) => (objectBytes * perSlab) / pages));
  const pageBytes = 2 ** Math.ceil(Math.log2(leastPageBytes));
  return caches.reduce((sum, [active, , perSlab, pages]) => sum + (active * pages * pageBytes) / perSlab, 0);
}

function keptForAll(meminfo: string): number | undefined {
  const kibibytes = /^Slab:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function inSocketBuffers(sockstat: string): number {
  return Number(/^TCP:.* mem (\d+)/m.exec(sockstat)?.[1] ?? 0) * PAGE_BYTES;
}

/** Where only root may read it, whoever may not gets nothing. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
