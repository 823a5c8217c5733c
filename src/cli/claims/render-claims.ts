/** What `report` does with a folder of claims: what people read of all of them is written again. Nothing is judged anew. */
import { existsSync } from "node:fs";
import path from "node:path";
import { CLAIMS_FILE } from "../../claims/claims-folder.js";
import { readClaimsRecord } from "../../claims/read-claims-record.js";
import { claimsFiles } from "../../claims/report/claims-files.js";
import { claimsReport } from "../../claims/report/claims-md.js";
import type { Environment } from "../environment.js";
import { writeRendered } from "../studies/rendered-files.js";
import { printMarkdown } from "../terminal.js";

/** Throws PushbenchError result-not-found, result-invalid or output-not-writable. */
export async function renderClaims(
  environment: Environment,
  directory: string,
  { out, print }: { out: string | undefined; print: boolean },
): Promise<void> {
  const record = await readClaimsRecord(directory);
  if (print) {
    printMarkdown(environment, claimsReport(record));
    return;
  }
  const target = out === undefined ? directory : path.resolve(environment.cwd, out);
  const files = claimsFiles(record, (page) => existsSync(path.join(target, page)));
  writeRendered(
    environment,
    target,
    files.filter(({ file }) => file !== CLAIMS_FILE), // what was found is never written again
  );
}
