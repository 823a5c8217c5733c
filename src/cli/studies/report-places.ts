/** Where the reports of a study lie, as the last lines that its command prints. */
import path from "node:path";
import type { Environment } from "../environment.js";

/** `name` is that of the files. Paths stand as they are, however long: one that is broken into lines cannot be copied. */
export function printReportPlaces({ stdout, cwd }: Environment, directory: string, name: "sweep" | "capacity"): void {
  const shown = path.relative(cwd, directory);
  const folder = shown.startsWith("..") ? directory : shown;
  stdout.write(`\nReport: ${path.join(folder, `${name}.md`)}\nAs a page: ${path.join(folder, `${name}.html`)}\n`);
}
