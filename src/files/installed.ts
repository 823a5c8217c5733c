/** This file knows where the package lies, and which of its programs a run starts. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the compiled src. */
export const programDirectory = dirname(here);

/** package.json and the shipped scenarios/ lie here. */
export const packageDirectory = packageDirectoryOf(here);

export const serviceEntry = join(programDirectory, "services/service-entry.js");
export const generatorEntry = join(programDirectory, "generators/generator-entry.js");

/** Reads the version from the package.json of that folder. */
export function packageVersion(directory: string): string {
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

/** The nearest folder upwards with a package.json. It is found from whichever output folder the compiled code runs. */
function packageDirectoryOf(directory: string): string {
  const parent = dirname(directory);
  return existsSync(join(directory, "package.json")) || parent === directory ? directory : packageDirectoryOf(parent);
}
