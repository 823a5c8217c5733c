/** Settings as a table: a row per key, with what it means, what it allows and what it is when it is left out. */
import { numberInWords } from "../../src/scenario/explain.js";
import { alternativesOf, type JsonSchema } from "./json-schema.js";

/** Left-aligned, unlike the tables of reports: its cells are sentences. */
export function proseTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${header.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/**
 * A row for each key of an object schema. Keys of objects within it follow with their path (`retries.schedule`), as
 * `--set` takes them. `elsewhere` holds keys that other sections describe: they get the name of the section in place of
 * what they allow.
 */
export function settingsTable(schema: JsonSchema, elsewhere: Readonly<Record<string, string>> = {}): string {
  return proseTable(["key", "meaning", "allowed", "default"], rowsOf(schema, "", elsewhere));
}

function rowsOf(schema: JsonSchema, prefix: string, elsewhere: Readonly<Record<string, string>>): string[][] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
    const path = `${prefix}${key}`;
    const inside = membersOf(setting);
    const allowed =
      elsewhere[path] ??
      (inside === undefined
        ? allowedBy(setting)
        : isSwitch(setting)
          ? "`true`, `false` or the keys below"
          : "the keys below");
    const row = [`\`${path}\``, setting.description ?? "", allowed, required.has(key) ? "required" : usual(setting)];
    return inside === undefined || path in elsewhere
      ? [row]
      : [row, ...rowsOf(inside.of, inside.prefix(path), elsewhere)];
  });
}

/** Where the keys of a setting's own members stand: in it, in each item of its list, or in what may take the place of true. */
function membersOf(setting: JsonSchema): { of: JsonSchema; prefix: (path: string) => string } | undefined {
  const [first, second] = alternativesOf(setting);
  if (first?.type === "boolean" && second?.properties !== undefined) return membersOf(second);
  if (setting.properties !== undefined) return { of: setting, prefix: (path) => `${path}.` };
  if (setting.items?.properties !== undefined) return { of: setting.items, prefix: (path) => `${path}[].` };
  return undefined;
}

const isSwitch = (setting: JsonSchema): boolean => alternativesOf(setting)[0]?.type === "boolean";

/** What a value may be: "one of `a`, `b`", "a number above 0", "a list of texts". */
export function allowedBy(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  const alternatives = alternativesOf(schema).filter(({ type }) => type !== "null");
  if (alternatives.length > 1) return alternatives.map(allowedBy).join(" or ");
  const [only = schema] = alternatives;
  switch (only.type) {
    case "boolean":
      return "`true`, `false`";
    case "integer":
    case "number":
      return numberInWords(only);
    case "array":
      return `a list; of each: ${allowedBy(only.items ?? {})}`;
    case "object":
      if (only.properties === undefined) return "names of your choice, each with a text";
      return Object.keys(only.properties).map(code).join(", ");
    default:
      return "text";
  }
}

/** What a setting is when it is left out. An object whose members have defaults has none of its own. */
function usual(setting: JsonSchema): string {
  const { default: value } = setting;
  if (value === undefined || JSON.stringify(value) === "{}") return "";
  return code(value);
}

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
