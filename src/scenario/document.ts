/** The one import of yaml: a file's text as plain data that still knows on which line everything stands. JSON is YAML too. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parse, parseDocument } from "yaml";

/** Keys and indexes from the top of the file. */
export type Path = readonly (string | number)[];

export interface ScenarioDocument {
  /** What the text says, undefined when nothing can be read from it. */
  value: unknown;
  /** Where the text is not YAML. */
  syntaxProblems: { line: number; message: string }[];
  /** The line of the thing at that path; of its nearest parent when it is not in the text; undefined for the whole. */
  lineOf(path: Path): number | undefined;
  has(path: Path): boolean;
}

export function readDocument(text: string): ScenarioDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Warnings are about tags (`!!js/function`) and the like: nothing that a scenario may have.
  const syntaxProblems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    message: `is not valid YAML: ${message.replace(/\s+/g, " ")}`,
  }));
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    syntaxProblems.push({ line: 1, message: `is not valid YAML: ${(error as Error).message}` }); // aliases without end
  }

  function follow(path: Path): { line: number | undefined; found: boolean } {
    let node: unknown = document.contents;
    let line: number | undefined;
    for (const step of path) {
      const inner = child(node, step);
      if (inner === undefined) return { line, found: false };
      node = inner.value;
      const range = inner.at.range;
      if (range) line = lines.linePos(range[0]).line;
    }
    return { line, found: true };
  }
  return { value, syntaxProblems, lineOf: (path) => follow(path).line, has: (path) => follow(path).found };
}

/** The value of an override, read like a value in the file. Throws on what is not YAML. */
export const readValue = (text: string): unknown => parse(text);

/** A member of a map or list: its value, and the node whose place in the text stands for it (its key, if it has one). */
function child(node: unknown, step: string | number): { value: unknown; at: Node } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
    return pair && { value: pair.value, at: pair.key as Node };
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return item === undefined ? undefined : { value: item, at: item as Node };
}
