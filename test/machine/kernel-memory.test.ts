import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelMemoryBytes } from "../../src/machine/kernel-memory.js";

const SLABINFO = `slabinfo - version: 2.1
# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>
btrfs_inode         9000   9000   1128   14    4 : tunables    0    0    0 : slabdata      0      0      0
TCP                   26     39   2368   13    8 : tunables    0    0    0 : slabdata      3      3      0
filp                  42     63    192   21    1 : tunables    0    0    0 : slabdata      3      3      0
`;
const MEMINFO = "MemFree:        21041248 kB\nSlab:            1000 kB\nSReclaimable:     981652 kB\n";
const SOCKSTAT = "sockets: used 3044\nTCP: inuse 3004 orphan 0 tw 3634 alloc 3004 mem 5\nUDP: inuse 0 mem 0\n";

const machine =
  (files: Record<string, string>) =>
  (file: string): string =>
    files[file] ?? "";

test("what connections take of the kernel's memory is read by its kinds, with the pages in which they lie", () => {
  const read = machine({ "/proc/slabinfo": SLABINFO, "/proc/meminfo": MEMINFO, "/proc/net/sockstat": SOCKSTAT });
  // Two slabs of 8 pages, two of a single one, and 5 pages of buffers.
  assert.equal(kernelMemoryBytes(read), (2 * 8 + 2 + 5) * 4096);
});

test("whoever is not root reads what the kernel keeps in all", () => {
  const read = machine({ "/proc/meminfo": MEMINFO, "/proc/net/sockstat": SOCKSTAT });
  assert.equal(kernelMemoryBytes(read), 1000 * 1024 + 5 * 4096);
});

test("where nothing can be read it is unknown, and not 0", () => {
  assert.equal(kernelMemoryBytes(machine({})), undefined);
});
