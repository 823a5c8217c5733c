/** A wrong harness: the built one with one text replaced. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface Mutant {
  /** What is wrong with it, in words. */
  name: string;
  /** Below dist/src. */
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
  /** Whoever should find it, cheapest first: studies of the self-test by name, and test files below dist/test. */
  finders: readonly string[];
}

/** The file's text with the fault in it. Throws where the list has rotted: the text is gone, or no longer the only one. */
export function mutated({ name, file, from, to }: Mutant, dist: string): string {
  const text = readFileSync(path.join(dist, "src", file), "utf8");
  const times = text.split(from).length - 1;
  if (times !== 1) throw new Error(`mutant "${name}": its text stands ${times} times in ${file}, not once: ${from}`);
  return text.replace(from, () => to);
}
