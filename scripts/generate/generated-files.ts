/** The files that are derived from the source, each with what belongs into it. */
import { scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { pricesJsonSchema } from "../../src/studies/crossover/price-file.js";
import { claimsPage } from "./claims-page.js";
import { referencePage } from "./reference-page.js";
import { scenariosPage } from "./scenarios-page.js";

export const generatedFiles = async (): Promise<Record<string, string>> => ({
  "scenarios/scenario.schema.json": `${JSON.stringify(await scenarioJsonSchema(), null, 2)}\n`,
  "prices/prices.schema.json": `${JSON.stringify(pricesJsonSchema(), null, 2)}\n`,
  "docs/reference.md": await referencePage(),
  "docs/scenarios.md": await scenariosPage(),
  "docs/claims/README.md": await claimsPage(),
});
