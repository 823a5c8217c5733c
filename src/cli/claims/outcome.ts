/** What `claims` prints when it has ended: each verdict in a line, then where the report is. */

import type { ClaimsRecord } from "../../claims/record.js";
import { NO_EVIDENCE } from "../../claims/report/words.js";
import { exitCodes } from "../../errors.js";
import type { Environment } from "../environment.js";
import { printReportPlaces } from "../studies/report-places.js";

/** A verdict is an answer, whatever it is. 3: no claim has one; 5: nothing was played. */
export function exitCodeOfClaims({ claims, quick }: ClaimsRecord): number {
  if (claims.length === 0) return exitCodes.unmeasured;
  return quick || claims.some(({ verdict }) => verdict !== "undecided") ? exitCodes.pass : exitCodes.inconclusive;
}

export function printClaims(
  environment: Environment,
  record: ClaimsRecord,
  { json, directory }: { json: boolean; directory: string },
): void {
  const { stdout } = environment;
  if (json) {
    stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  if (record.quick) stdout.write(`${NO_EVIDENCE}\n\n`);
  for (const { id, verdict, title } of record.claims) stdout.write(`${id.padEnd(4)} ${verdict.padEnd(19)}  ${title}\n`);
  for (const { id, title } of record.notPlayed)
    stdout.write(`${id.padEnd(4)} ${"(not played)".padEnd(19)}  ${title}\n`);
  printReportPlaces(environment, directory, "claims");
}
