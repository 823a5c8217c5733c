/**
 * Microbenchmarks: `npm run micro`. What is done once per message, measured alone; what that explains of the CPU that
 * real runs measured; and, by a profiler, where the rest goes.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { realEnvironment } from "../../src/cli/environment.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import { makeFolders } from "../../src/files/output-folder.js";
import { describeMachine } from "../../src/machine/describe-machine.js";
import { readResult } from "../../src/reporters/read-result.js";
import type { Result } from "../../src/result/result.js";
import { transportPackages } from "../../src/transports/registry.js";
import { runCommand, say } from "../command.js";
import { modelsOf } from "./cost-model.js";
import { type Effort, measureCosts } from "./measure.js";
import { type MicroReport, renderCsv, renderMarkdown } from "./micro-tables.js";
import { operationEntries } from "./operations/all.js";
import { type ApproachProfile, type ProfileTiming, profileApproaches } from "./profile.js";

const HELP = `npm run micro -- [options]

  --result FILE  a run's result (or its folder) to explain; may be given several times
                 (default: the shipped examples, one per flow)
  --out DIR      also writes micro.md, operations.csv, cost-model.csv and profile.csv there
  --docs FILE    also puts the tables between the markers of this page
  --no-profile   measures the operations only; starts no services
  --quick        a few seconds: shows that every operation runs; its figures are no evidence
`;

const PAYLOAD_SIZES = [100, 1_000, 10_000];
/** One per flow; github-events with every built-in approach. */
const EXAMPLES = ["chat", "github-events", "stock-ticker"].map((name) => `reports/examples/${name}/result.json`);

const careful = {
  effort: { rounds: 5, turnMs: 40 } satisfies Effort,
  profile: { warmUpSeconds: 1, measureSeconds: 6 },
};
const quick = { effort: { rounds: 1, turnMs: 2 } satisfies Effort, profile: { warmUpSeconds: 0.5, measureSeconds: 1 } };

const { values: options } = parseArgs({
  options: {
    result: { type: "string", multiple: true },
    out: { type: "string" },
    docs: { type: "string" },
    "no-profile": { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const { effort, profile } = options.quick ? quick : careful;
  const results = await readResults(options.result); // first: a wrong path should not cost a minute
  const machine = describeMachine({ services: [], generators: [] }, transportPackages); // before: its load average is that of others' work
  const costs = await measureCosts(operationEntries, PAYLOAD_SIZES, effort, (round) =>
    say(`operations: round ${round} of ${effort.rounds}`),
  );
  const report: MicroReport = {
    machine,
    quick: options.quick,
    costs,
    models: results.flatMap((result) => modelsOf(result, costs)),
    profiles: options["no-profile"] ? [] : await profileAll(results, profile),
  };
  const markdown = renderMarkdown(report);
  process.stdout.write(`${markdown}\n`);
  if (options.out !== undefined) {
    makeFolders(resolve(options.out));
    const files = { "micro.md": `${markdown}\n`, ...renderCsv(report) };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(options.out, file), text);
  }
  if (options.docs !== undefined) {
    writeMeasured(options.docs, "micro", markdown);
  }
}

/** The examples may be older than this version, or absent: then they are left out. What was asked for must be there. */
async function readResults(asked: readonly string[] | undefined): Promise<Result[]> {
  if (asked !== undefined) return Promise.all(asked.map(readResult));
  const results: Result[] = [];
  for (const file of EXAMPLES) {
    try {
      results.push(await readResult(file));
    } catch (error) {
      say(`left out: ${(error as Error).message}`);
    }
  }
  return results;
}

async function profileAll(results: readonly Result[], timing: ProfileTiming): Promise<ApproachProfile[]> {
  if (!existsSync("/proc/self/task")) {
    say("no profiles: the CPU of single threads is only told by Linux");
    return [];
  }
  const environment = realEnvironment();
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const profiles: ApproachProfile[] = [];
  try {
    for (const result of results) {
      say(`profiling ${result.scenario.name}`);
      profiles.push(...(await profileApproaches(environment, result, timing, interrupt.signal)));
    }
  } finally {
    stopListening();
  }
  return profiles;
}
