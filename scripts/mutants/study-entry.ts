/** Runs one study of the self-test, named on the command line with how often at most, and prints what is missed. Exit code 1: something is. */
import { fileURLToPath } from "node:url";
import { runSelftest, studies } from "../../src/selftest/selftest.js";

const [name, mostAttempts] = process.argv.slice(2);
const only = studies.filter((study) => study.name === name);
if (only.length === 0)
  throw new Error(`the self-test has no study "${name}", only: ${studies.map((one) => one.name).join("; ")}`);
const generatorEntry = fileURLToPath(new URL("../../src/generators/generator-entry.js", import.meta.url));
const rows = await runSelftest({
  only,
  mostAttempts: Number(mostAttempts),
  generatorEntry,
  signal: new AbortController().signal,
  onStudy: () => {},
});
for (const { name, met, skipped } of rows) {
  if (skipped !== undefined) throw new Error(`the study was not run: ${skipped}`);
  if (!met) process.stdout.write(`missed: ${name}\n`);
}
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
