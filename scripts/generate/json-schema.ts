/** What the reference page reads of a JSON Schema: only what zod writes for a scenario. */
import type { Bounds } from "../../src/scenario/explain.js";
import { z } from "../../src/schema.js";

export interface JsonSchema extends Bounds {
  description?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  propertyNames?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** As a scenario file may have it: what has a default may be left out. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as JsonSchema;

/** The alternatives of a union; a schema that is none is its own only one. */
export const alternativesOf = (schema: JsonSchema): JsonSchema[] => schema.oneOf ?? schema.anyOf ?? [schema];
