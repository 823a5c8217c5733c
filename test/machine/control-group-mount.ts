import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { scratchFolder } from "../end-to-end/processes.js";

/** A mount of control groups with these files, and the list of groups of the process that reads it. */
export function controlGroupMount(t: TestContext, membership: string, files: Record<string, string>) {
  const mount = scratchFolder(t);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(mount, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const list = path.join(mount, "membership");
  writeFileSync(list, membership);
  return { mount, membership: list };
}
