/**
 * What people write is read here, by yaml: a file's text becomes plain data that still knows the line of everything. JSON is YAML as
 * well.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type { Path } from "./path.js";
import { plainCopy } from "./plain.js";

export interface ScenarioDocument {
  /** The data of the text; undefined when nothing can be read from it. It is a tree in which nothing is shared. */
  value: unknown;
  /** The places where the text is not YAML. */
  syntaxProblems: { line: number; message: string }[];
  /**
   * The line of what stands at that path, or of its nearest parent when it is not in the text. Undefined for the whole text.
   */
  lineOf(path: Path): number | undefined;
  has(path: Path): boolean;
}

/** No scenario comes near this. Beyond some thousands of levels the parser itself gives up in ways that end the process. */
const MOST_LEVELS = 64;

export function readDocument(text: string): ScenarioDocument {
  const lines = new LineCounter();
  const deep = tooDeepFrom(text);
  const document = parseDocument(text.slice(0, deep), {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error", // what it would print is also in its lists
    merge: true, // `<<: *anchor`, as compose files use it
    uniqueKeys: false, // its own check takes quadratic time, see ownProblems
  });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const targets = targetsOf(document);
  const places = new Places(document, targets);
  const lineOf = (path: Path): number | undefined => {
    const range = places.follow(path).at?.range;
    return range ? lineAt(range[0]) : undefined;
  };
  const has = (path: Path): boolean => places.follow(path).found;
  if (deep !== undefined) {
    const message = `is nested more than ${MOST_LEVELS} levels deep`;
    return { value: undefined, syntaxProblems: [{ line: lineAt(deep), message }], lineOf, has };
  }
  // Warnings are about tags (`!!js/function`) and the like, which no scenario may have.
  const syntaxProblems = [
    ...[...document.errors, ...document.warnings].map(({ pos, code, message }) => ({
      line: lineAt(pos[0]),
      message: inOurWords[code] ?? `is not valid YAML: ${message.replace(/\s+/g, " ")}`,
    })),
    ...ownProblems(document, targets).map(({ offset, message }) => ({
      line: lineAt(offset),
      message: message(lineAt),
    })),
  ];
  let value: unknown;
  try {
    const plain = plainCopy(document.toJS());
    if ("value" in plain) value = plain.value;
    else syntaxProblems.push({ line: lineOf(plain.path) ?? 1, message: plain.message });
  } catch (error) {
    if (syntaxProblems.length > 0) return { value, syntaxProblems, lineOf, has }; // one of these is the cause
    const endless = (error as Error).message.includes("alias count");
    const message = endless ? "its aliases (*) hold themselves or multiply without end" : (error as Error).message;
    syntaxProblems.push({ line: 1, message: `is not valid YAML: ${message}` });
  }
  return { value, syntaxProblems, lineOf, has };
}

/** Reads the value of an override like a value in the file, or says why it is none. */
export function readValue(text: string): { value: unknown } | { problem: string } {
  const { value, syntaxProblems } = readDocument(text);
  const [first] = syntaxProblems;
  return first ? { problem: first.message } : { value: value ?? null };
}

const LONGEST_KEY = 60;

/** Writes a key so that it can stand in a line of text. */
export function shownKey(key: string | number): string {
  const text = String(key).replace(/\p{Cc}/gu, "�");
  return text.length > LONGEST_KEY ? `${text.slice(0, LONGEST_KEY - 1)}…` : text;
}

/** Our words for what the parser says in the words of its programmers. */
const inOurWords: Record<string, string> = {
  MULTIPLE_DOCS: "begins another document (---): a scenario is a single one",
};

/**
 * The offset at which nesting exceeds the limit; undefined where it never does. Unlike the code after it, this uses no
 * recursion.
 */
function tooDeepFrom(text: string): number | undefined {
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) void 0;
    if (parser.stack.length > MOST_LEVELS) return offset;
    if (lexeme !== "\u0002" && lexeme !== "\u0018" && lexeme !== "\u001f") offset += lexeme.length; // these are marks, not text
  }
  return undefined;
}

interface OwnProblem {
  offset: number;
  message: (lineAt: (offset: number) => number) => string;
}

/** Finds keys that come twice, and anchors and merges that lead nowhere. */
function ownProblems(document: Document, targets: Targets): OwnProblem[] {
  const found: OwnProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Map<string, number>();
      for (const pair of map.items) {
        const offset = (pair.key as Node).range?.[0] ?? 0;
        if (isMerge(pair)) {
          if (!sourcesOf(pair).every((source) => isMap(targets.get(source as Alias) ?? source)))
            found.push({
              offset,
              message: () => "<< merges something that is no map: it must have an alias (*) of an anchor (&)",
            });
          continue;
        }
        const name = keyOf(pair);
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else
          found.push({
            offset,
            message: (lineAt) => `${shownKey(name)} is there twice: first on line ${lineAt(first)}`,
          });
      }
    },
    Alias(_, alias) {
      if (targets.has(alias)) return;
      const name = shownKey(alias.source);
      const message = `*${name} is no anchor: &${name} must stand before it`;
      found.push({ offset: alias.range?.[0] ?? 0, message: () => message });
    },
  });
  return found;
}

/** What each alias stands for. */
type Targets = ReadonlyMap<Alias, Node>;

/** Resolves all aliases in one pass. yaml's own `alias.resolve` would search the document for every alias. */
function targetsOf(document: Document): Targets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    },
  });
  return targets;
}

/** With merging on, yaml reads a plain `<<` as a symbol. */
const isMerge = ({ key }: Pair): boolean => isScalar(key) && typeof key.value === "symbol";
const sourcesOf = ({ value }: Pair): readonly unknown[] => (isSeq(value) ? value.items : [value]);
const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

/** Finds what stands at a path, through aliases and merges. */
class Places {
  readonly #document: Document;
  readonly #targets: Targets;
  /** The members by name, because to search a long map for each of its problems would take quadratic time. */
  readonly #members = new Map<YAMLMap, Map<string, Pair>>();

  constructor(document: Document, targets: Targets) {
    this.#document = document;
    this.#targets = targets;
  }

  /** `at` is the node whose place stands for it: its key if it has one, or else that of its nearest parent. */
  follow(path: Path): { at: Node | undefined; found: boolean } {
    let node: unknown = this.#document.contents;
    let at: Node | undefined;
    for (const step of path) {
      const inner = this.#child(node, String(step));
      if (inner === undefined) return { at, found: false };
      node = inner.value;
      at = inner.at ?? at;
    }
    return { at, found: true };
  }

  #child(node: unknown, step: string, levels = MOST_LEVELS): { value: unknown; at: Node | undefined } | undefined {
    const real = isAlias(node) ? this.#targets.get(node) : node;
    if (isSeq(real)) {
      const item = real.items[Number(step)];
      return item === undefined ? undefined : { value: item, at: isNode(item) ? item : undefined };
    }
    if (!isMap(real)) return undefined;
    const pair = this.#membersOf(real).get(step);
    if (pair) return { value: pair.value, at: pair.key as Node };
    if (levels === 0) return undefined;
    for (const source of real.items.filter(isMerge).flatMap(sourcesOf)) {
      const merged = this.#child(source, step, levels - 1);
      if (merged) return merged;
    }
    return undefined;
  }

  #membersOf(map: YAMLMap): Map<string, Pair> {
    const known = this.#members.get(map);
    if (known) return known;
    const members = new Map(map.items.map((pair) => [keyOf(pair), pair]));
    this.#members.set(map, members);
    return members;
  }
}
