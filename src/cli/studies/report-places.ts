/** Where the reports of a study or of claims lie, as the last lines that their command prints. */

import path from "node:path";
import { shownPath } from "../../files/shown-path.js";
import type { Environment } from "../environment.js";

/** `name` is that of the files. Paths stand as they are, however long: one that is broken into lines cannot be copied. */
export function printReportPlaces(
  { stdout, cwd }: Environment,
  directory: string,
  name: "sweep" | "capacity" | "claims",
): void {
  const folder = shownPath(directory, cwd);
  stdout.write(`\nReport: ${path.join(folder, `${name}.md`)}\nAs a page: ${path.join(folder, `${name}.html`)}\n`);
}
