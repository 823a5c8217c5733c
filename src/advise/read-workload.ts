/** Reads a workload from a file and from `--set path=value`. Every problem is reported at once, each with its place. */
import { type Problem, PushbenchError, problemCount } from "../errors.js";
import { readDocument } from "../scenario/document.js";
import { explain } from "../scenario/explain.js";
import { readFileText } from "../scenario/file-text.js";
import { applyOverride } from "../scenario/overrides.js";
import { isRecord } from "../scenario/plain.js";
import { type Workload, workloadOf, workloadSchema } from "./workload.js";

/** `shown` is how the reader would name the file. Throws PushbenchError workload-invalid. */
export async function readWorkload(
  file: { path: string; shown: string } | undefined,
  sets: readonly string[],
): Promise<Workload> {
  const problems: Problem[] = [];
  let value: Record<string, unknown> = {};
  let lineOf = (_path: readonly (string | number)[]): number | undefined => undefined;
  if (file !== undefined) {
    const read = await readFileText(file.path).catch((error: Error) => ({ problem: error.message }));
    if ("problem" in read) throw invalid([{ at: file.shown, message: read.problem }]);
    const document = readDocument(read.text);
    for (const { line, message } of document.syntaxProblems) problems.push({ at: `${file.shown}:${line}`, message });
    if (problems.length === 0 && !isRecord(document.value))
      throw invalid([{ at: file.shown, message: "must be a map of settings: flow, clients, perSecond, …" }]);
    if (isRecord(document.value)) value = document.value;
    lineOf = (path) => (document.has(path) ? document.lineOf(path) : undefined);
  }
  const setBy = new Map<string, string>();
  for (const text of sets) {
    const applied = applyOverride(value, text);
    if ("message" in applied) problems.push({ at: `--set ${text}`, message: applied.message });
    else setBy.set(applied.path[0]!, text);
  }
  const parsed = workloadSchema.safeParse(value);
  if (problems.length === 0) {
    for (const { path, message } of explain(workloadSchema, value)) {
      const key = path.join(".");
      const set = setBy.get(String(path[0]));
      const line = lineOf(path);
      const place = set !== undefined ? `--set ${set}` : line === undefined ? key : `${file!.shown}:${line} ${key}`;
      problems.push({ at: place, message });
    }
  }
  if (problems.length > 0 || !parsed.success) throw invalid(problems);
  return workloadOf(parsed.data);
}

/** Why a single value cannot be taken; undefined where it can. */
export function problemOf(key: keyof typeof workloadSchema.shape, value: unknown): string | undefined {
  const [issue] = explain(workloadSchema.shape[key], value);
  return issue?.message;
}

function invalid(problems: readonly Problem[]): PushbenchError {
  return new PushbenchError("workload-invalid", `${problemCount(problems)} in the workload`, {
    problems,
    hint: "It needs flow, clients and perSecond; docs/advise.md has every key. An example: --set flow=relay --set clients=200 --set perSecond=50",
  });
}
