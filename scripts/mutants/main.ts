/**
 * The harness made wrong on purpose, in one way at a time: `npm run mutants`. Each must be found by the self-test or by a
 * test.
 */
import { parseArgs } from "node:util";
import { exitCodes } from "../../src/errors.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import { runCommand, say } from "../command.js";
import { mutants } from "./all.js";
import { reportText } from "./catches-table.js";
import { Copy } from "./copy.js";
import { type Catch, Hunt } from "./hunt.js";
import { keep, keptIn } from "./kept.js";
import { titleOf } from "./suites.js";

const HELP = `npm run mutants -- [options]

  --only TEXT   mutants whose description has this in it (may be given again)
  --list        names them and ends
  --once        one attempt per study: faster, but a busy machine may miss a line that no mutant makes it miss
  --kept FILE   keeps what was found there; what is there already is not looked for again
  --docs FILE   also puts the table between the markers of this page

Exit code 1: a mutant was not found.
`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    list: { type: "boolean", default: false },
    once: { type: "boolean", default: false },
    kept: { type: "string" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const chosen = mutants.filter(({ name }) => options.only?.some((text) => name.includes(text)) ?? true);
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<number> {
  if (options.list) {
    for (const { name } of chosen) process.stdout.write(`${name}\n`);
    return exitCodes.pass;
  }
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort());
  const copy = new Copy(process.cwd());
  try {
    const hunt = new Hunt(copy, { mostAttempts: options.once ? 1 : 3, signal: interrupt.signal });
    const kept = options.kept === undefined ? new Map<string, Catch>() : keptIn(options.kept, chosen);
    const catches: Catch[] = [];
    for (const mutant of chosen) {
      const one = kept.get(mutant.name) ?? (await hunt.find(mutant));
      if (interrupt.signal.aborted) return exitCodes.interrupted;
      if (options.kept !== undefined && !kept.has(mutant.name)) keep(options.kept, one);
      catches.push(one);
      const by = one.finder === undefined ? `NOT FOUND ${one.said}` : `found by ${titleOf(one.finder)} (${one.said})`;
      say(`${mutant.name}: ${by}`);
    }
    const text = reportText(catches);
    process.stdout.write(`${text}\n`);
    if (options.docs !== undefined) writeMeasured(options.docs, "mutants", text);
    return catches.every(({ finder }) => finder !== undefined) ? exitCodes.pass : exitCodes.regression;
  } finally {
    copy.remove();
  }
}
