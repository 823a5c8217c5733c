/** What `claims` prints when it has ended: each verdict in a line, then where the report is. */
import path from "node:path";
import type { ClaimsRecord } from "../../claims/record.js";
import { CLAIMS_MARKDOWN, CLAIMS_PAGE } from "../../claims/report/claims-files.js";
import { NO_EVIDENCE } from "../../claims/report/words.js";
import { exitCodes } from "../../errors.js";
import type { Environment } from "../environment.js";

/** A verdict is an answer, whatever it is. 3: no claim has one; 5: nothing was played. */
export function exitCodeOfClaims({ claims, quick }: ClaimsRecord): number {
  if (claims.length === 0) return exitCodes.unmeasured;
  return quick || claims.some(({ verdict }) => verdict !== "undecided") ? exitCodes.pass : exitCodes.inconclusive;
}

export function printClaims(
  { stdout, cwd }: Environment,
  record: ClaimsRecord,
  { json, directory }: { json: boolean; directory: string },
): void {
  if (json) {
    stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  if (record.quick) stdout.write(`${NO_EVIDENCE}\n\n`);
  for (const { id, verdict, title } of record.claims) stdout.write(`${id.padEnd(4)} ${verdict.padEnd(19)}  ${title}\n`);
  for (const { id, title } of record.notPlayed)
    stdout.write(`${id.padEnd(4)} ${"(not played)".padEnd(19)}  ${title}\n`);
  const shown = path.relative(cwd, directory);
  const folder = shown.startsWith("..") ? directory : shown;
  stdout.write(`\nReport: ${path.join(folder, CLAIMS_MARKDOWN)}\nAs a page: ${path.join(folder, CLAIMS_PAGE)}\n`);
}
