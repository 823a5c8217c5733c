/** JSON Pointer (RFC 6901): where in a JSON document a value stands. */

/** The empty pointer, or steps that each begin with a slash; `~0` stands for a tilde and `~1` for a slash. */
export const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

const INDEX_IN_A_LIST = /^(?:0|[1-9]\d*)$/;

/** The names of its steps. */
export const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What stands there; undefined: nothing. */
export function valueAt(document: unknown, steps: readonly string[]): unknown {
  let value = document;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    if (Array.isArray(value) && !INDEX_IN_A_LIST.test(step)) return undefined; // a list's length is no member
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
