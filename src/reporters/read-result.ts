/** Reads a result file and refuses what is not one, naming every field that is missing or wrong. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { PushbenchError } from "../errors.js";
import { RESULT_SCHEMA_VERSION, type Result } from "../result.js";
import { resultSchema } from "./result-schema.js";

export const RESULT_FILE = "result.json";

/** The path of the result file itself: `path` may also be the folder that holds it. */
export async function findResult(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? join(path, RESULT_FILE) : path;
  } catch (cause) {
    throw notFound(path, cause);
  }
}

/** Throws PushbenchError: result-not-found, or result-invalid with all problems. Fields it does not know are kept. */
export async function readResult(path: string): Promise<Result> {
  const file = await findResult(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw notFound(file, cause);
  }
  return parseResult(text, file);
}

/** `file` is only named in the errors. */
export function parseResult(text: string, file: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("result-invalid", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== RESULT_SCHEMA_VERSION) {
    const found =
      version === undefined ? "it has no schemaVersion" : `it has schema version ${JSON.stringify(version)}`;
    throw new PushbenchError("result-invalid", `${file} is not a result that this pushbench reads: ${found}.`, {
      hint: `This version reads schema version ${RESULT_SCHEMA_VERSION}. Run the bench again, or use the pushbench that wrote the file.`,
    });
  }
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return value as Result;
  const problems = parsed.error.issues.map(({ path, message }) => ({ at: path.join("."), message }));
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new PushbenchError("result-invalid", `${many} in ${file}`, { problems });
}

const notFound = (path: string, cause: unknown): PushbenchError =>
  new PushbenchError("result-not-found", `There is no result at ${path}.`, {
    hint: `Give a ${RESULT_FILE}, or the folder that holds one (reports/<scenario>/<time>/).`,
    cause,
  });
