/**
 * Writes the files that are derived from the source: `npm run generate`. With --check nothing is written and the exit
 * code is 1 when one is stale, so that CI notices.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { pricesJsonSchema } from "../../src/studies/crossover/price-file.js";
import { referencePage } from "./reference-page.js";
import { scenariosPage } from "./scenarios-page.js";

const generated = {
  "scenarios/scenario.schema.json": `${JSON.stringify(await scenarioJsonSchema(), null, 2)}\n`,
  "prices/prices.schema.json": `${JSON.stringify(pricesJsonSchema(), null, 2)}\n`,
  "docs/reference.md": await referencePage(),
  "docs/scenarios.md": await scenariosPage(),
};

const check = process.argv.includes("--check");
for (const [file, text] of Object.entries(generated)) {
  if (!check) writeFileSync(file, text);
  else if (read(file) !== text) {
    process.stderr.write(`${file} is stale. Run \`npm run generate\` and commit the result (\`git diff ${file}\`).\n`);
    process.exitCode = 1;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
