import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { availableMemory } from "../../src/machine/available-memory.js";
import { controlGroupMount } from "./control-group-mount.js";

const MACHINE = (): string => "MemTotal: 9000 kB\nMemAvailable:  4000 kB\n";

/** What a process of these groups has, where that mount has these files. */
function availableTo(t: TestContext, membership: string, files: Record<string, string>, meminfo = MACHINE) {
  return availableMemory(controlGroupMount(t, membership, files), meminfo);
}

const KIB = 1024;

test("the machine's memory counts where no group has less left", (t) => {
  const machine = { bytes: 4000 * KIB, limitedBy: "machine" };
  assert.deepEqual(availableTo(t, "0::/a\n", {}), machine);
  assert.deepEqual(availableTo(t, "0::/a\n", { "a/memory.max": "max\n", "a/memory.current": "5\n" }), machine);
  const unlimited = {
    "memory/a/memory.limit_in_bytes": "9223372036854771712\n",
    "memory/a/memory.usage_in_bytes": "5\n",
  };
  assert.deepEqual(availableTo(t, "4:memory:/a\n", unlimited), machine);
});

test("version 2: a group has what is left of its limit, and what its files in the page cache take", (t) => {
  const files = {
    ...{ "a/memory.max": `${1000 * KIB}\n`, "a/memory.current": `${600 * KIB}\n` },
    "a/memory.stat": `anon 5\ninactive_file ${100 * KIB}\n`,
  };
  assert.deepEqual(availableTo(t, "0::/a/b\n", files), { bytes: 500 * KIB, limitedBy: "control group" });
});

test("version 1: the same by its own names", (t) => {
  const files = {
    "memory/box/memory.limit_in_bytes": `${1000 * KIB}\n`,
    "memory/box/memory.usage_in_bytes": `${900 * KIB}\n`,
    "memory/box/memory.stat": `inactive_file 5\ntotal_inactive_file ${50 * KIB}\n`,
  };
  assert.deepEqual(availableTo(t, "4:memory:/box\n0::/\n", files), { bytes: 150 * KIB, limitedBy: "control group" });
});

test("where nobody tells it is unknown", (t) => {
  assert.equal(
    availableTo(t, "", {}, () => {
      throw new Error("ENOENT");
    }),
    undefined,
  );
});
