/** Tokens come from files: other users of a machine see its command lines. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../../errors.js";

/** A shorter one could be guessed from what it signed. */
const FEWEST_CHARACTERS = 24;
const HOW_TO_MAKE = "Make one that nobody can guess: openssl rand -hex 32.";

/** Throws PushbenchError usage. */
export function tokenIn(file: string, option: string, cwd: string): string {
  const token = read(path.resolve(cwd, file), option).trim();
  // It must survive command lines, variables and YAML, and people who copy it.
  if (!/^[\x21-\x7e]*$/.test(token))
    throw new PushbenchError(
      "usage",
      `--${option}: the token in ${file} has a space in it, or a character that is not ASCII.`,
      {
        hint: HOW_TO_MAKE,
      },
    );
  if (token.length >= FEWEST_CHARACTERS) return token;
  throw new PushbenchError(
    "usage",
    `--${option}: the token in ${file} has fewer than ${FEWEST_CHARACTERS} characters.`,
    {
      hint: HOW_TO_MAKE,
    },
  );
}

function read(file: string, option: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new PushbenchError("usage", `--${option}: ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
