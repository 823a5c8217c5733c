/** Texts that must not change unseen. `UPDATE_GOLDEN=1` writes them anew; read the diff before committing it. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join("test", "golden");

export function matchesGolden(file: string, text: string): void {
  const path = join(FOLDER, file);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, text);
  }
  assert.equal(text, readFileSync(path, "utf8"), `${path} differs; UPDATE_GOLDEN=1 rewrites it`);
}
