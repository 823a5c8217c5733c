/** Reads study.json: a foreign, older or damaged file is refused with the names of its fields. */
import { PushbenchError, problemCount } from "../errors.js";
import type { z } from "../schema.js";
import type { StudyRecord } from "./study-record.js";

interface FieldProblem {
  at: string;
  message: string;
}

export interface StudyShape<Kind> {
  /** The shape as far as a study that goes on relies on it. */
  schema: z.ZodType;
  /** Contradictions within a study of that shape. */
  contradictions(study: Kind): readonly FieldProblem[];
}

/** `file` is only the name that errors show. */
export function parseStudyOf<Kind extends StudyRecord>(shape: StudyShape<Kind>, text: string, file: string): Kind {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("study-invalid", `${file} is not JSON: ${(cause as Error).message}`, {
      hint: "It may be torn or edited by hand. Begin a new study.",
      cause,
    });
  }
  const parsed = shape.schema.safeParse(value);
  const problems = parsed.success
    ? shape.contradictions(value as Kind)
    : parsed.error.issues.map((issue) => ({ at: issue.path.join("."), message: issue.message }));
  if (problems.length === 0) return value as Kind;
  throw new PushbenchError("study-invalid", `${problemCount(problems)} in ${file}`, {
    hint: "It was edited, or another command or release of pushbench wrote it. Begin a new study, or use those.",
    problems,
  });
}
