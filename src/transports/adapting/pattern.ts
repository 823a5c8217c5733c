/**
 * Regular expressions of the user's own, which are run on what a service sends. They may not take forever, whatever comes: only
 * those are allowed for which V8 has a linear engine, and V8 falls back to that one when its usual engine backtracks too often.
 */
import { setFlagsFromString } from "node:v8";

/** Longer texts are not searched. */
export const MOST_SEARCHED_BYTES = 64 * 1024;

/** The flag of expressions that V8 runs in linear time or refuses to compile. */
const LINEAR = "l";

let hasLinearEngine: boolean | undefined;

/** Turned on for the first pattern, so that a run without any has the engine that it always had. */
function turnOnLinearEngine(): boolean {
  if (hasLinearEngine === undefined) {
    setFlagsFromString("--enable-experimental-regexp-engine");
    setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
    hasLinearEngine = compiled("a", LINEAR) instanceof RegExp;
  }
  return hasLinearEngine;
}

/** What is wrong with it, or nothing. `group`: the named group that it must have. */
export function patternProblem(source: string, group?: string): string | undefined {
  const pattern = compiled(source);
  if (typeof pattern === "string") return `is not a regular expression: ${pattern}`;
  if (turnOnLinearEngine() && typeof compiled(source, LINEAR) === "string")
    return "must do without back-references, look-arounds and counts above some hundreds, for an answer could keep them busy for ever";
  // An alternative that always matches shows which groups there are.
  const groups = new RegExp(`${source}|`).exec("")?.groups ?? {};
  return group === undefined || group in groups
    ? undefined
    : `needs a named group, as in "ack (?<${group}>\\\\S+)": it holds what is looked for`;
}

/** A pattern without problems, ready to run. */
export function patternOf(source: string): RegExp {
  turnOnLinearEngine();
  return new RegExp(source);
}

/** The expression, or why there is none. */
function compiled(source: string, flags = ""): RegExp | string {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, "");
  }
}
