/** Claims: where their files lie, and how one is read. Every problem of a file is reported at once. */

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { PushbenchError, problemCount } from "../errors.js";
import { shownPath } from "../files/shown-path.js";
import { didYouMean } from "../nearest.js";
import { readDocument } from "../scenario/document.js";
import { explain } from "../scenario/explain.js";
import { readFileText } from "../scenario/file-text.js";
import { type ClaimFile, claimSchema } from "./claim-schema.js";
import { contradictionsOf } from "./contradictions.js";

const EXTENSION = ".yaml";

export interface Claim extends ClaimFile {
  /** That of its file. */
  name: string;
  /** The SHA-256 of all that it says. */
  fingerprint: string;
}

export interface ClaimPlaces {
  /** The first that has a name wins. A folder that does not exist has none. */
  directories: readonly string[];
  /** The folder at which paths start. */
  cwd: string;
}

/**
 * The claims of these names in their order: each is an id (H1), the name of a file (h1-new-connection), or a path. All that there
 * are where none is named. Throws PushbenchError claim-not-found or claim-invalid.
 */
export async function namedClaims(names: readonly string[], places: ClaimPlaces): Promise<Claim[]> {
  const all = await allClaims(places);
  const chosen = names.length === 0 ? all : await Promise.all(names.map((name) => claimOf(name, all, places)));
  const once = [...new Map(chosen.map((one) => [one.name, one])).values()];
  const twice = once.find((one, i) => once.findIndex(({ id }) => id === one.id) !== i);
  if (twice === undefined) return once;
  throw new PushbenchError("claim-invalid", `Two claims have the id ${twice.id}, and one of them is ${twice.name}.`, {
    hint: "Give each claim an id of its own.",
  });
}

async function claimOf(name: string, all: readonly Claim[], { cwd }: ClaimPlaces): Promise<Claim> {
  if (/[\\/]|\.ya?ml$/.test(name)) return readClaim(path.resolve(cwd, name), name);
  const found = all.find((one) => one.name === name || one.id.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const known = all.map(({ id }) => id);
  throw new PushbenchError(
    "claim-not-found",
    `There is no claim "${name}".${didYouMean(name, [...known, ...all.map((one) => one.name)])}`,
    {
      hint: known.length === 0 ? "No folder has claims." : `Available: ${known.join(", ")}.`,
    },
  );
}

async function allClaims({ directories, cwd }: ClaimPlaces): Promise<Claim[]> {
  const files = new Map<string, string>();
  for (const directory of directories)
    for (const entry of await readdir(directory).catch(() => []))
      if (path.extname(entry) === EXTENSION && !files.has(entry)) files.set(entry, path.join(directory, entry));
  const claims = await Promise.all([...files.values()].map((file) => readClaim(file, shownPath(file, cwd))));
  return claims.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

/** `shown` is how the reader would name the file. Throws PushbenchError claim-not-found or claim-invalid with all problems. */
export async function readClaim(file: string, shown: string): Promise<Claim> {
  const read = await readFileText(file).catch((cause: NodeJS.ErrnoException) => {
    throw new PushbenchError("claim-not-found", `${shown} cannot be read: ${cause.message}`, { cause });
  });
  if ("problem" in read) throw invalid(shown, [{ at: shown, message: read.problem }]);
  return parseClaim(read.text, shown);
}

/** Throws PushbenchError claim-invalid with all problems. */
export function parseClaim(text: string, shown: string): Claim {
  const document = readDocument(text);
  const syntax = document.syntaxProblems.map(({ line, message }) => ({ at: `${shown}:${line}`, message }));
  const parsed = claimSchema.safeParse(document.value);
  const issues =
    syntax.length > 0 ? [] : parsed.success ? contradictionsOf(parsed.data) : explain(claimSchema, document.value);
  const problems = [
    ...syntax,
    ...issues.map(({ path: at, message }) => ({
      at: `${shown}:${document.lineOf(at) ?? 1} ${at.join(".")}`.trim(),
      message,
    })),
  ];
  if (problems.length > 0 || !parsed.success) throw invalid(shown, problems);
  const fingerprint = createHash("sha256").update(JSON.stringify(parsed.data)).digest("hex");
  return { ...parsed.data, name: path.basename(shown, path.extname(shown)), fingerprint };
}

function invalid(shown: string, problems: { at: string; message: string }[]): PushbenchError {
  return new PushbenchError("claim-invalid", `${problemCount(problems)} in ${shown}`, {
    problems,
    hint: "docs/claims.md says what a claim's file may say.",
  });
}
