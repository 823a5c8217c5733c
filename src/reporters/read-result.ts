/** Reads a result file. A file that is not one is refused with the name of every field that is missing or wrong. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PushbenchError, problemCount } from "../errors.js";
import { readNamedFile } from "../files/named-file.js";
import { RESULT_SCHEMA_VERSION, type Result } from "../result/result.js";
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

/** Throws PushbenchError result-not-found, or result-invalid with all problems. Unknown fields are kept. */
export async function readResult(path: string): Promise<Result> {
  const file = await findResult(path);
  let text: string;
  try {
    text = await readNamedFile(file);
  } catch (cause) {
    throw notFound(file, cause);
  }
  return parseResult(text, file);
}

/** `file` is only the name that errors show. */
export function parseResult(text: string, file: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("result-invalid", `${file} is not JSON: ${(cause as Error).message}`, {
      hint: "It may be torn or edited by hand. Run the bench again, or give another run's file.",
      cause,
    });
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== RESULT_SCHEMA_VERSION) {
    const found =
      version === undefined ? "it has no schemaVersion" : `it has schema version ${JSON.stringify(version)}`;
    throw new PushbenchError("result-invalid", `${file} is not a result that this pushbench reads: ${found}.`, {
      hint: `This version reads schema version ${RESULT_SCHEMA_VERSION}. Run the bench again, or use the pushbench that wrote the file.`,
    });
  }
  withServices(value);
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return value as Result;
  const problems = parsed.error.issues.map(({ path, message }) => ({ at: path.join("."), message }));
  throw new PushbenchError("result-invalid", `${problemCount(problems)} in ${file}`, {
    hint: "It was edited, or pushbench of another day wrote it. Run the bench again, or use the pushbench that wrote the file.",
    problems,
  });
}

/** Results of before services could be anything but commands have the command of an approach by itself. In place. */
function withServices(result: unknown): void {
  const { approaches } = result as { approaches?: unknown };
  for (const approach of Array.isArray(approaches) ? (approaches as unknown[]) : []) {
    const earlier = approach as { command?: unknown; service?: unknown } | null;
    if (typeof earlier?.command !== "string" || earlier.service !== undefined) continue;
    earlier.service = { command: earlier.command };
    delete earlier.command;
  }
}

/** The system's codes for a path that leads nowhere. */
const ABSENT = ["ENOENT", "ENOTDIR"];

function notFound(path: string, cause: unknown): PushbenchError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const sentence = ABSENT.includes(code ?? "")
    ? `There is no result at ${path}.`
    : `${path} cannot be read: ${message}`;
  return new PushbenchError("result-not-found", sentence, {
    hint: `Give a ${RESULT_FILE}, or the folder that holds one (reports/<scenario>/<time>/).`,
    cause,
  });
}
