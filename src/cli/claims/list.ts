/** Where claims lie, and `pushbench claims --list`. */
import path from "node:path";
import type { Claim, ClaimPlaces } from "../../claims/read-claim.js";
import { exitCodes } from "../../errors.js";
import { type Environment, scenarioPlaces } from "../environment.js";

/** Beside the scenarios, the user's own before the shipped ones. */
export const claimPlaces = (environment: Environment): ClaimPlaces => {
  const { cwd, directories } = scenarioPlaces(environment);
  return { cwd, directories: directories.map((directory) => path.join(directory, "claims")) };
};

export function listClaims({ stdout }: Environment, claims: readonly Claim[], json: boolean): number {
  if (json) {
    stdout.write(`${JSON.stringify(claims, null, 2)}\n`);
    return exitCodes.pass;
  }
  for (const { id, title, studies, notMeasurable } of claims) {
    const kinds = [...new Set(Object.values(studies).map(({ kind }) => kind))].join(", ");
    stdout.write(`${id.padEnd(4)} ${title} (${notMeasurable === undefined ? kinds : "not measurable here"})\n`);
  }
  return exitCodes.pass;
}
