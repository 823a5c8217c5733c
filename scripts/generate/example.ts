/** Examples for the reference page, as YAML. test/scripts/generate.test.ts validates every one of them. */
import { stringify } from "yaml";
import type { JsonSchema } from "./json-schema.js";

const LONGEST_LINE = 110;

/** A fenced block that a scenario may hold as it stands. */
export const yamlBlock = (value: object): string => {
  const text = stringify(value, { lineWidth: LONGEST_LINE, singleQuote: false }).trimEnd();
  return `\`\`\`yaml\n${text}\n\`\`\``;
};

/** A value with everything that must be there; what may be left out is left out. Throws for a setting without an example. */
export function exampleOf(schema: JsonSchema, path: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.examples !== undefined) return schema.examples[0];
  if (schema.properties !== undefined) {
    const required = Object.entries(schema.properties).filter(([key]) => schema.required?.includes(key));
    return Object.fromEntries(required.map(([key, setting]) => [key, exampleOf(setting, `${path}.${key}`)]));
  }
  if (schema.enum !== undefined) return schema.enum[0];
  throw new Error(`${path} needs an example for docs/reference.md: .meta({ examples: [...] }) in its schema`);
}
