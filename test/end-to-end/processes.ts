/** Looks at this machine's processes and scratch folders: the independent witness that nothing stays behind. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** Processes whose parent is `pid`, from /proc. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return Number(parent) === pid && state !== "Z";
      } catch {
        return false; // it ended while we looked
      }
    })
    .map(Number);
}

export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

/** Resolves when the condition holds; rejects, naming it, when it does not within `limitMs`. */
export async function until(what: string, condition: () => boolean, limitMs = 20_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * Resolves when no child of this process is left but those of the test's own. The shell that would end all processes of a run, had this one
 * been killed, is killed itself when there are none, and takes a moment to be gone.
 */
export const nobodyIsLeft = (own: readonly number[] = []): Promise<void> =>
  until("no child is left", () => childrenOf(process.pid).every((pid) => own.includes(pid)), 2000);

export function scratchFolder(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pushbench-test-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
