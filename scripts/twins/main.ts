/** The report measured like everything else: `npm run twins`. How often does a headline tell apart what is the same? */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { exitCodes } from "../../src/errors.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import { readResult } from "../../src/reporters/read-result.js";
import { positiveInteger, runCommand, say } from "../command.js";
import { isPlayed, play, runOf } from "./play.js";
import { isWithinPromise, tallyOf, tallyText } from "./tally.js";

const HELP = `npm run twins -- [options]

  --runs N        how many there shall be in all; those that are there already are kept (default 20)
  --at-most N     plays no more than these now: a long study in pieces (default: all that are missing)
  --rounds N      of a run (default 6)
  --folder PATH   of the runs (default reports/twins)
  --docs FILE     also puts the table between the markers of this page
`;

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    "at-most": { type: "string" },
    rounds: { type: "string", default: "6" },
    folder: { type: "string", default: "reports/twins" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<number> {
  const [wanted, rounds] = [positiveInteger("runs", options.runs), positiveInteger("rounds", options.rounds)];
  const runs = Array.from({ length: wanted }, (_, i) => runOf(options.folder, i + 1));
  const missing = runs.filter((run) => !isPlayed(run));
  for (const run of missing.slice(0, Number(options["at-most"] ?? missing.length))) {
    const beganMs = performance.now();
    await play(run, rounds);
    say(`Run ${run.number} of ${wanted} (${run.transport}): ${((performance.now() - beganMs) / 1e3).toFixed(0)} s`);
  }
  const results = await Promise.all(runs.filter(isPlayed).map(({ folder }) => readResult(folder)));
  const tally = tallyOf(results);
  const days = results.map(({ startedAt }) => startedAt.slice(0, 10)).sort();
  const when = days[0] === days.at(-1) ? days[0] : `${days[0]} to ${days.at(-1)}`;
  const text = tallyText(
    tally,
    `${results.length} runs of 4 twins, ${results[0]?.rounds.length ?? 0} rounds each, ${when}, Node ${process.version}, ${cpus().length} CPUs.`,
  );
  process.stdout.write(`${text}\n`);
  if (options.docs !== undefined) writeMeasured(options.docs, "twins", text);
  return results.length < wanted
    ? exitCodes.inconclusive
    : isWithinPromise(tally)
      ? exitCodes.pass
      : exitCodes.regression;
}
