/** How every error is told: what happened, each problem on a line of its own, the way out. */
import type { PushbenchError } from "../errors.js";

export function errorText({ message, problems, hint }: PushbenchError): string {
  return [
    `error: ${message}`,
    ...problems.map((problem) => `  ${problem.at}: ${problem.message}`),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    "",
  ].join("\n");
}
