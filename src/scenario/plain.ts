/**
 * Copies a value of YAML into a tree of its own. Aliases make values that are shared or even endless, in which a change would
 * show in several places.
 */
import type { Path } from "./path.js";

/** How many values a value may contain, itself included. */
const MOST_VALUES = 20_000;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export type Plain = { value: unknown } | { path: Path; message: string };

export function plainCopy(value: unknown): Plain {
  let left = MOST_VALUES;
  const around = new Set<object>();
  const path: (string | number)[] = [];

  function copy(inner: unknown): unknown {
    if (left-- <= 0) throw new Unusable(`holds more than ${MOST_VALUES.toLocaleString("en-US")} values`, []);
    if (typeof inner !== "object" || inner === null) return inner;
    if (around.has(inner)) throw new Unusable("holds itself: an alias (*) lies within its own anchor (&)", [...path]);
    around.add(inner);
    const result = Array.isArray(inner)
      ? inner.map((item, i) => within(i, item))
      : Object.fromEntries(Object.entries(inner).map(([key, member]) => [key, within(key, member)]));
    around.delete(inner);
    return result;
  }
  function within(step: string | number, inner: unknown): unknown {
    path.push(step);
    // JavaScript treats this key differently: later code would drop it in silence.
    if (step === "__proto__") throw new Unusable("__proto__ is not known here", [...path]);
    const result = copy(inner);
    path.pop();
    return result;
  }
  try {
    return { value: copy(value) };
  } catch (error) {
    if (error instanceof Unusable) return { path: error.path, message: error.message };
    throw error;
  }
}

class Unusable extends Error {
  readonly path: Path;

  constructor(message: string, path: Path) {
    super(message);
    this.path = path;
  }
}
