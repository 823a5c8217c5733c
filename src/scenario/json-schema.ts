/** The JSON Schema of a scenario file, for editors. It says what one may type, so keys with defaults are optional. */
import { z } from "../schema.js";
import { builtInApproachNames } from "./approaches.js";
import { scenarioSchema } from "./schema.js";

export async function scenarioJsonSchema(): Promise<Record<string, unknown>> {
  const schema = z.toJSONSchema(await scenarioSchema(), { io: "input", target: "draft-7" });
  // A built-in approach may be left empty in two ways. The loader spells both out before zod sees them.
  const { approaches } = schema.properties as { approaches: object };
  const empty = { anyOf: [{ type: "null" }, { type: "object", maxProperties: 0 }] };
  const approach = (approaches as { additionalProperties: object }).additionalProperties;
  const named = { $ref: "#/definitions/approach" };
  Object.assign(approaches, {
    additionalProperties: named,
    properties: Object.fromEntries(builtInApproachNames.map((name) => [name, { anyOf: [...empty.anyOf, named] }])),
  });
  return { title: "pushbench scenario", ...schema, definitions: { approach }, patternProperties: { "^x-": {} } }; // these are the author's own, see load.ts
}
