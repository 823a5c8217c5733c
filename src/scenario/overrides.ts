/** `--set path=value`: changes one value of a scenario before it is validated; `path=null` takes it out. */
import { builtInApproach } from "./approaches.js";
import { readValue } from "./document.js";

export interface Override {
  /** The override as it was typed. */
  text: string;
  /** The keys from the top. */
  path: readonly string[];
}

/** An override that could be applied, or why it could not. */
export type Applied = Override | { text: string; message: string };

/** Changes `scenario` in place. A path that leads nowhere becomes a key that validation then refuses by name. */
export function applyOverride(scenario: Record<string, unknown>, text: string): Applied {
  const equals = text.indexOf("=");
  if (equals < 1) return { text, message: "must be path=value, for example clients=1000" };
  const read = readValue(text.slice(equals + 1));
  if ("problem" in read) return { text, message: `the value ${read.problem}` };
  const { value } = read;
  const path = text.slice(0, equals).trim().split(".");
  if (path.includes("__proto__")) return { text, message: "is not known here" };
  let container: object = scenario;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const stray = strayIndex(container, step);
    if (stray !== undefined) return { text, message: stray };
    const inner: unknown = Object.hasOwn(container, step) ? (container as Record<string, unknown>)[step] : undefined;
    if (typeof inner === "object" && inner !== null) {
      container = inner;
    } else if (inner === undefined || inner === null || inner === true) {
      // `tls: true` is `tls: {}`; where the key takes no settings, validation says so.
      const builtIn = namesApproach(path.slice(0, depth + 1)) ? builtInApproach(step) : undefined;
      container = put(container, step, builtIn ?? {});
    } else {
      const parent = path.slice(0, depth + 1).join(".");
      return { text, message: `${parent} is ${JSON.stringify(inner)}: there is nothing inside it to set` };
    }
  }
  const stray = strayIndex(container, path.at(-1)!);
  if (stray !== undefined) return { text, message: stray };
  if (value === null && !namesApproach(path) && !Array.isArray(container))
    delete (container as Record<string, unknown>)[path.at(-1)!];
  else put(container, path.at(-1)!, value);
  return { text, path };
}

/** There, nothing but the name means the built-in approach of that name. Everywhere else it takes the key out. */
const namesApproach = (path: readonly string[]): boolean => path[0] === "approaches" && path.length === 2;

/** A list has nothing but its items. Any other name would be set on it and seen by nobody. */
function strayIndex(container: object, step: string): string | undefined {
  if (!Array.isArray(container)) return undefined;
  const isItem = /^\d+$/.test(step) && Number(step) <= container.length;
  if (isItem) return undefined;
  const most = container.length;
  return `"${step}" is no item of that list: ${most === 0 ? "it is empty, 0 adds one" : `it has 0 to ${most - 1}, and ${most} adds one`}`;
}

/** Defines the key rather than assigning it, so that `__proto__` is a key like any other. */
function put<T>(container: object, key: string, value: T): T {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  return value;
}
