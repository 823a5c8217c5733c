/** Reads prices.yaml. Every problem of a file is reported at once, each with its line. */
import { type Problem, PushbenchError, problemCount } from "../../errors.js";
import { readDocument } from "../../scenario/document.js";
import { explain } from "../../scenario/explain.js";
import { readFileText } from "../../scenario/file-text.js";
import { z } from "../../schema.js";
import { type Prices, pricesSchema } from "./prices.js";

/** `shown` is how the reader would name the file. Throws PushbenchError prices-invalid. */
export async function readPrices(file: string, shown = file): Promise<Prices> {
  const read = await readFileText(file).catch((error: Error) => ({ problem: error.message }));
  if ("problem" in read) throw invalid(shown, [{ at: shown, message: read.problem }]);
  const document = readDocument(read.text);
  const problems = document.syntaxProblems.map(({ line, message }) => ({ at: `${shown}:${line}`, message }));
  const parsed = pricesSchema.safeParse(document.value);
  if (problems.length === 0) {
    for (const { path, message } of explain(pricesSchema, document.value))
      problems.push({ at: `${shown}:${document.lineOf(path) ?? 1} ${path.join(".")}`.trim(), message });
  }
  if (problems.length > 0 || !parsed.success) throw invalid(shown, problems);
  return parsed.data;
}

/** For editors. */
export const pricesJsonSchema = (): Record<string, unknown> => ({
  title: "pushbench price list",
  ...z.toJSONSchema(pricesSchema, { io: "input", target: "draft-7" }),
});

function invalid(file: string, problems: readonly Problem[]): PushbenchError {
  return new PushbenchError("prices-invalid", `${problemCount(problems)} in ${file}`, {
    problems,
    hint: "prices/aws-us-east-1.yaml is a whole price list, and docs/crossover.md says what is paid.",
  });
}
