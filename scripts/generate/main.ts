/** Writes the files that are derived from the source: `npm run generate`. `npm test` says when one is stale. */
import { writeFileSync } from "node:fs";
import { generatedFiles } from "./generated-files.js";

for (const [file, text] of Object.entries(await generatedFiles())) writeFileSync(file, text);
