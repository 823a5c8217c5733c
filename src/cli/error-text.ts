/**
 * The text of every error: what happened, each problem on a line of its own, and the way out, with commands as they are
 * called here.
 */
import type { PushbenchError } from "../errors.js";

export function errorText({ message, problems, hint }: PushbenchError, program = "pushbench"): string {
  return [
    `error: ${message}`,
    ...problems.map((problem) => `  ${problem.at}: ${problem.message}`),
    ...(hint === undefined ? [] : [`hint: ${hint.replace(/`pushbench(?= )/g, () => `\`${program}`)}`]),
    "",
  ].join("\n");
}
