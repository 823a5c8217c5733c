/** `--set path=value`: changes one value of a scenario before it is validated. */
import { readValue } from "./document.js";

export interface Override {
  /** As given on the command line. */
  text: string;
  /** Keys from the top. */
  path: readonly string[];
}

/** An override that could be applied, or why it could not. */
export type Applied = Override | { text: string; message: string };

/** Changes `scenario` in place. A path that leads nowhere becomes a key that validation then refuses by name. */
export function applyOverride(scenario: Record<string, unknown>, text: string): Applied {
  const equals = text.indexOf("=");
  if (equals < 1) return { text, message: "must be path=value, for example clients=1000" };
  let value: unknown;
  try {
    value = readValue(text.slice(equals + 1));
  } catch (error) {
    return { text, message: `the value is not valid YAML: ${(error as Error).message.split("\n")[0]}` };
  }
  const path = text.slice(0, equals).trim().split(".");
  let container: object = scenario;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const inner: unknown = Object.hasOwn(container, step) ? (container as Record<string, unknown>)[step] : undefined;
    if (typeof inner === "object" && inner !== null) {
      container = inner;
    } else if (inner === undefined || inner === null) {
      container = put(container, step, {});
    } else {
      const parent = path.slice(0, depth + 1).join(".");
      return { text, message: `${parent} is ${JSON.stringify(inner)}: there is nothing inside it to set` };
    }
  }
  put(container, path.at(-1)!, value);
  return { text, path };
}

/** Defines rather than assigns: `__proto__` is a key like any other. */
function put<T>(container: object, key: string, value: T): T {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  return value;
}
