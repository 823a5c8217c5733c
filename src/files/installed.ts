/** Where this package lies, and the programs in it that a run starts. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The compiled src. */
export const programDirectory = dirname(here);

/** package.json and the shipped scenarios/ lie here. */
export const packageDirectory = packageDirectoryOf(here);

export const serviceEntry = join(programDirectory, "services/service-entry.js");
export const generatorEntry = join(programDirectory, "generators/generator-entry.js");

/** The version in the package.json of that folder. */
export function packageVersion(directory: string): string {
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

/** The nearest folder upwards with a package.json: right from whichever output folder the compiled code runs. */
function packageDirectoryOf(directory: string): string {
  const parent = dirname(directory);
  return existsSync(join(directory, "package.json")) || parent === directory ? directory : packageDirectoryOf(parent);
}
