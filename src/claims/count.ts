/** Counts the lines and the settings of files, for claims about how much there is to write. Nothing is measured. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import type { StudyOfKind } from "./claim-schema.js";

export type Counts = Record<string, { lines: number; settings: number }>;

/** What lies elsewhere is of the harness, and no part of a service. */
const WITHIN = "dist/src/transports/";
/** It says what every setting of every transport is. */
const SCHEMA = "scenarios/scenario.schema.json";
/** They say which approach it is, and are no settings of it. */
const NO_SETTINGS = ["transport", "service"];

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
  const read = (file: string): string => readOf(directory, file);
  return Object.fromEntries(
    Object.entries(sides).map(([name, { files, modules, settings, settingsOf }]) => {
      const all = [...files, ...reached(modules, read)];
      const lines = all.reduce((sum, file) => sum + codeLines(read(file), path.extname(file)), 0);
      const ofTransport = settingsOf === undefined ? 0 : settingsIn(JSON.parse(read(SCHEMA)), settingsOf);
      return [name, { lines, settings: settings.length + ofTransport }];
    }),
  );
}

/** The modules themselves and all that they import, at once or later, each once. Pure but for `read`. */
export function reached(modules: readonly string[], read: (file: string) => string): string[] {
  const found = new Set(modules);
  for (const file of found) {
    for (const [, relative] of read(file).matchAll(/(?:from\s*|import\(\s*|^import\s*)"(\.[^"]+)"/gm)) {
      const imported = path.posix.join(path.posix.dirname(file), relative!);
      if (imported.startsWith(WITHIN)) found.add(imported);
    }
  }
  return [...found];
}

/** How many settings the transport of that name has in a JSON Schema of scenarios; 0 where it is not in it. Pure. */
export function settingsIn(schema: unknown, transport: string): number {
  if (typeof schema !== "object" || schema === null) return 0;
  const { properties } = schema as { properties?: Record<string, { const?: unknown }> };
  if (properties?.transport?.const === transport)
    return Object.keys(properties).filter((name) => !NO_SETTINGS.includes(name)).length;
  return Math.max(0, ...Object.values(schema).map((inner) => settingsIn(inner, transport)));
}

function readOf(directory: string, file: string): string {
  try {
    return readFileSync(path.join(directory, file), "utf8");
  } catch (cause) {
    throw new PushbenchError("claim-invalid", `${file} cannot be counted: ${(cause as Error).message}`, {
      hint: "The paths of a count begin at the folder of the installed pushbench.",
      cause,
    });
  }
}
