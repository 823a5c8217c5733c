/** Counts the lines and the settings of files, for claims about how much there is to write. Nothing is measured. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import type { StudyOfKind } from "./claim-schema.js";

export type Counts = Record<string, { lines: number; settings: number }>;

const HASH = new Set([".py", ".yaml", ".yml", ".sh", ".rb"]);

/** Lines that hold code: without empty ones, and without those that are nothing but comment. Pure. */
export function codeLines(text: string, extension: string): number {
  const isHash = HASH.has(extension);
  const code = isHash
    ? text.replace(/^\s*("""|''')[\s\S]*?\1\s*$/gm, "")
    : text.replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, "");
  const comment = isHash ? /^\s*#/ : /^\s*\/\//;
  return code.split("\n").filter((line) => line.trim() !== "" && !comment.test(line)).length;
}

/** `directory` is the package's. Throws PushbenchError claim-invalid for a file that is not there. */
export function countSides({ sides }: Pick<StudyOfKind<"count">, "sides">, directory: string): Counts {
  return Object.fromEntries(
    Object.entries(sides).map(([name, { files, settings }]) => {
      const lines = files.reduce((sum, file) => sum + codeLines(read(directory, file), path.extname(file)), 0);
      return [name, { lines, settings: settings.length }];
    }),
  );
}

function read(directory: string, file: string): string {
  try {
    return readFileSync(path.join(directory, file), "utf8");
  } catch (cause) {
    throw new PushbenchError("claim-invalid", `${file} cannot be counted: ${(cause as Error).message}`, {
      hint: "The paths of a count begin at the folder of the installed pushbench.",
      cause,
    });
  }
}
