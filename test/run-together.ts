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
  let begin = (): void => {};
  const allAreLoaded = new Promise<void>((resolve) => {
    begin = resolve;
  });
  for (const file of files) {
    let loading: Promise<unknown> = Promise.resolve();
    describe(file.replace(/\.js$/, ".ts"), { timeout: LIMIT_MS }, async () => {
      loading = import(new URL(file, folder).href);
      await loading;
      await allAreLoaded;
    });
    await loading.catch(() => {}); // its suite fails by it
  }
  begin();
}
