/**
 * Says what is wrong with a scenario, in words that say what is allowed: `must be a number above 0, got "fast"`. The words are
 * derived from the schema, so that bounds and choices are written down once.
 */

import { didYouMean } from "../nearest.js";
import { z } from "../schema.js";
import type { Path } from "./path.js";

export interface Issue {
  path: Path;
  message: string;
}

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];
type AnySchema = z.core.$ZodTypes;

/** Every issue of `value`, each with one path. */
export function explain(schema: z.ZodType, value: unknown): Issue[] {
  const result = schema.safeParse(value, { error: messageOf });
  return result.success ? [] : result.error.issues.flatMap((issue) => flatten(issue, []));
}

/** The error map. An undefined answer leaves the message of the schema itself (refinements) as it is. */
function messageOf(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
    case "invalid_value":
    case "too_small":
    case "too_big":
      return wanted(expectation((issue.schema ?? issue.inst) as AnySchema), issue.input);
    case "invalid_union": {
      const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
      if (discriminator === undefined) return wanted(expectation(issue.inst as AnySchema), issue.input);
      return wanted(oneOf(options ?? []), (issue.input as Record<string, unknown>)[discriminator]);
    }
    case "unrecognized_keys": {
      const allowed = keysOf(issue.inst as AnySchema);
      const line = (key: string) => `is not known here.${didYouMean(key, allowed)} Allowed: ${allowed.join(", ")}`;
      return issue.keys.map(line).join("\n"); // one line per key, which flatten() takes apart again
    }
    case "invalid_format":
      return issue.format === "template_literal" ? `must look like ${expectation(issue.inst as AnySchema)}` : undefined;
    case "invalid_key":
      return `is not a name for this: ${issue.issues[0]?.message}`;
    default:
      return undefined;
  }
}

function flatten(issue: z.core.$ZodIssue, prefix: Path): Issue[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split("\n");
    return issue.keys.map((key, i) => ({ path: [...path, key], message: messages[i]! }));
  }
  const branch = issue.code === "invalid_union" ? intendedBranch(issue.errors) : undefined;
  return branch ? branch.flatMap((inner) => flatten(inner, path)) : [{ path, message: issue.message }];
}

/**
 * Finds the alternative of a union that was meant: among those of the same kind of value, the one with the least to mend. A name that
 * does not belong there counts twice. Undefined when two alternatives are equally near, or none is near.
 */
function intendedBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const cost = (issues: z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => {
      if (issue.code === "unrecognized_keys") return sum + 2 * issue.keys.length;
      return sum + (issue.code === "invalid_key" ? 2 : 1);
    }, 0);
  const [best, second] = branches
    .filter((issues) => !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0))
    .sort((a, b) => cost(a) - cost(b));
  return best && !(second && cost(second) === cost(best)) ? best : undefined;
}

function wanted(expected: string, got: unknown): string {
  if (got === undefined) return `is missing: must be ${expected}`;
  const choices = [...expected.matchAll(/"([^"]+)"/g)].map(([, choice]) => choice!);
  if (expected === "text" && (typeof got === "number" || typeof got === "boolean"))
    return `must be text, got ${show(got)}. Did you mean "${got}", in quotes?`;
  const meant = typeof got === "string" ? didYouMean(got, choices) || plainly(got, expected) : "";
  return `must be ${expected}, got ${show(got)}.${meant}`.replace(/\.$/, "");
}

/** For text that YAML 1.1 and people read as a number or a truth value, but YAML 1.2 does not: 1_000, 1,000, 1:30, on. */
function plainly(text: string, expected: string): string {
  const meant = (value: unknown): string => ` Did you mean ${value}?`;
  if (expected.includes("true or false")) {
    if (/^(y|yes|on)$/i.test(text)) return meant(true);
    return /^(n|no|off)$/i.test(text) ? meant(false) : "";
  }
  if (!expected.includes("number")) return "";
  if (/^\d{1,3}([,_]\d{3})+$|^\d+(_\d+)+$/.test(text)) return meant(text.replace(/[,_]/g, ""));
  if (!/^\d+(:[0-5]?\d)+$/.test(text)) return "";
  return meant(text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
}

/** A schema in words: "a whole number from 1 to 60,000". */
function expectation(schema: AnySchema): string {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
      return "text";
    case "number":
      return numberInWords(z.toJSONSchema(schema) as Bounds); // this is the public way to read bounds
    case "boolean":
      return "true or false";
    case "null":
      return "nothing";
    case "enum":
      return oneOf(Object.values(def.entries));
    case "literal":
      return oneOf(def.values);
    case "array":
      return "a list";
    case "object":
    case "record": {
      const keys = keysOf(schema);
      return keys.length === 0 ? "a set of names and values" : `{ ${keys.join(", ")} }`;
    }
    case "template_literal":
      return def.parts.map((part) => (typeof part === "string" ? part : "<number>")).join("");
    case "union":
      if ("discriminator" in def) return `{ ${def.discriminator}, … }`;
      return [...new Set(def.options.map((option) => expectation(option as AnySchema)))].join(" or ");
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return expectation(def.innerType as AnySchema);
    case "pipe":
      return expectation(def.in as AnySchema);
    default:
      return `a ${def.type}`;
  }
}

/** The keys that an object may have. Optional ones are among them. */
function keysOf(schema: AnySchema): string[] {
  const { def } = schema._zod;
  if (def.type === "object") return Object.keys(def.shape);
  if (def.type === "record") return [...(def.keyType._zod.values ?? [])].map(String);
  return [];
}

export interface Bounds {
  type?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** Writes the bounds of a JSON Schema in words: "a whole number from 1 to 60,000". */
export function numberInWords({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds): string {
  const known = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const plain = (bound: number) => bound.toLocaleString("en-US");
  const whole = type === "integer";
  const above = known(exclusiveMinimum) ? exclusiveMinimum : undefined;
  // Whole numbers above 0 are whole numbers from 1.
  const least = whole && above !== undefined ? above + 1 : known(minimum) ? minimum : undefined;
  const most = known(maximum) ? maximum : undefined;
  const noun = whole ? "a whole number" : "a number";
  if (least !== undefined && most !== undefined) return `${noun} from ${plain(least)} to ${plain(most)}`;
  const words = [
    least !== undefined ? `of at least ${plain(least)}` : above !== undefined ? `above ${plain(above)}` : "",
    most !== undefined
      ? `of at most ${plain(most)}`
      : known(exclusiveMaximum)
        ? `below ${plain(exclusiveMaximum!)}`
        : "",
  ].filter((word) => word !== "");
  return [noun, words.join(" and ")].join(" ").trim();
}

function oneOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length === 1 ? quoted[0]! : `one of ${quoted.join(", ")}`;
}

/** Writes a value as it was read, cut to a readable length. */
function show(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "number") return String(value); // unlike JSON, YAML has .inf and .nan
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
