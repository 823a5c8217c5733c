/** Runs many test files in this process, one after another. */
import { readdirSync } from "node:fs";
import { describe } from "node:test";
import { folderOf, SHARED, type SharedProcess } from "./shared-processes.js";

/** A test that hangs is named, and the others are run. */
const LIMIT_MS = 180_000;

const folder = new URL(".", import.meta.url);

/** Each file is a suite, so that its hooks are for its own tests. None begins before all are loaded: loading takes the processor. */
export async function runTogether(shared: SharedProcess): Promise<void> {
  const its: readonly string[] = SHARED[shared];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js") && its.includes(folderOf(file)))
    .sort();
  const all = signal();
  for (const file of files) {
    const one = signal();
    describe(file.replace(/\.js$/, ".ts"), { timeout: LIMIT_MS }, async () => {
      try {
        await import(new URL(file, folder).href);
      } finally {
        one.give();
      }
      await all.given;
    });
    await one.given;
  }
  all.give();
}

/** A suite that is made after a wait lies in the suite that made what is waited for: `given` is made by none. */
function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
