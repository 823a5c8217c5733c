/** The pages of a folder: those that are made from its records, as they are made today, and any other that lies in it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { reportHtml } from "../../src/reporters/html/report-html.js";
import { RESULT_FILE, readResult } from "../../src/reporters/read-result.js";
import { withTransportFacts } from "../../src/transports/registry.js";

export interface PictureOf {
  /** Without an ending. */
  name: string;
  html: string;
}

export async function pagesIn(folder: string): Promise<PictureOf[]> {
  const made = new Map<string, string>();
  if (existsSync(path.join(folder, RESULT_FILE)))
    made.set("report.html", reportHtml(withTransportFacts(await readResult(folder))));
  for (const file of existsSync(folder) ? readdirSync(folder) : [])
    if (file.endsWith(".html") && !made.has(file)) made.set(file, readFileSync(path.join(folder, file), "utf8"));
  return [...made].map(([file, html]) => ({ name: path.basename(file, ".html"), html }));
}
