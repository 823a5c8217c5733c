/** Efficiency, side by side: `npm run perf`. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { writeMeasured } from "../../src/files/docs-page.js";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import { describeMachine } from "../../src/machine/describe-machine.js";
import { transportPackages } from "../../src/transports/registry.js";
import { positiveInteger, requireKnown, runCommand, say } from "../command.js";
import { machineNote } from "./machine-note.js";
import type { PerfRow } from "./perf-row.js";
import { sections } from "./sections/registry.js";

const HELP = `npm run perf -- [options]

  --only NAME    one section; may be given several times: ${Object.keys(sections).join(", ")}
  --except NAME  all sections but this one; may be given several times
  --rounds N     turns of each contender (default 3)
  --minutes N    how long the run of growth-memory lasts (default 1)
  --json FILE    also writes the rows as JSON
  --docs FILE    also puts the tables between the markers of this page: with one --only, between those of that section
`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(sections) },
    except: { type: "string", multiple: true, default: [] },
    rounds: { type: "string", default: "3" },
    minutes: { type: "string", default: "1" },
    json: { type: "string" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const rounds = positiveInteger("rounds", options.rounds);
  const minutes = positiveInteger("minutes", options.minutes);
  requireKnown(options.only, Object.keys(sections), "--only");
  requireKnown(options.except, Object.keys(sections), "--except");
  const pinning = choosePinning();
  const parts: string[] = [];
  const add = (markdown: string): void => {
    parts.push(markdown);
    process.stdout.write(`${markdown}\n\n`); // at once: the whole takes minutes
  };
  add(machineNote(describeMachine(pinning, transportPackages), rounds)); // before: its load average is that of others' work
  const rows: PerfRow[] = [];
  for (const [name, section] of Object.entries(sections)) {
    if (!options.only.includes(name) || options.except.includes(name)) continue;
    const report = await section({ rounds, pinning, minutes, say });
    rows.push(...report.rows);
    add(report.markdown);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  if (options.docs !== undefined) {
    const [only, ...others] = options.only;
    writeMeasured(options.docs, others.length === 0 ? `perf -- --only ${only}` : "perf", parts.join("\n\n"));
  }
}
