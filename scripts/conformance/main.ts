/** Conformance with RFC 6455, 7692, 9110 and 9112: `npm run conformance`. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { exitCodes } from "../../src/errors.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import { requireKnown, runCommand } from "../command.js";
import type { CaseResult } from "./case-result.js";
import { everyCase, summary } from "./conformance-table.js";
import { suites } from "./suites.js";

const HELP = `npm run conformance -- [options]

  --only NAME    one suite; may be given several times: ${Object.keys(suites).join(", ")}
  --json FILE    also writes the rows as a JSON array of { suite, case, name, passed, reason }
  --docs FILE    also puts the tables between the markers of this page

Exit code 1 when a case fails.
`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(suites) },
    json: { type: "string" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<number> {
  requireKnown(options.only, Object.keys(suites), "--only");
  const rows: CaseResult[] = [];
  for (const [name, play] of Object.entries(suites)) if (options.only.includes(name)) rows.push(...(await play()));
  const report = `${summary(rows)}\n\n${everyCase(rows)}`;
  process.stdout.write(`${report}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (options.docs !== undefined) {
    writeMeasured(options.docs, "conformance", report);
  }
  return rows.every(({ passed }) => passed) ? exitCodes.pass : exitCodes.regression;
}
