import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version in the package.json of that folder. */
export function packageVersion(packageDirectory: string): string {
  const manifest = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
