/** `npm run idle-memory`: the bench's memory per idle client at several sizes, beside a count that is not ours, with TLS and without. */
import { parseArgs } from "node:util";
import { writeMeasured } from "../../src/files/docs-page.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { describeMachine } from "../../src/machine/describe-machine.js";
import { bytesWithin, count } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import { signedRankEstimate } from "../../src/statistics/signed-rank.js";
import { slope } from "../../src/statistics/slope.js";
import { makeChain } from "../../src/tls/certificates.js";
import { transportPackages } from "../../src/transports/registry.js";
import { positiveInteger, runCommand, say } from "../command.js";
import { compared, flowOf } from "./approaches.js";
import { bareServers, type Connecting, type Counted, countedPoints, ourService } from "./counted-by-kernel.js";
import { measuredInRun, runHeader, runLines } from "./in-runs.js";

const HELP = `npm run idle-memory -- [options]

  --rounds N     rounds of each run, and processes of each count (default 6: fewer have no interval)
  --sizes N,N,…  clients of the runs; the count takes the largest in five stages (default 100,200,500,1000,2000)
  --at-once N    how many clients of the count connect at the same time (default 64, as in a run)
  --docs FILE    also puts the tables between the markers of this page
`;
const STAGES = 5;

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    sizes: { type: "string", default: "100,200,500,1000,2000" },
    "at-once": { type: "string", default: "64" },
    docs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const rounds = positiveInteger("rounds", options.rounds);
  const atOnce = positiveInteger("at-once", options["at-once"]);
  const sizes = options.sizes.split(",").map((size) => positiveInteger("sizes", size));
  const largest = Math.max(...sizes);
  const { cpuModel, operatingSystem, node } = describeMachine({ services: [], generators: [] }, transportPackages);
  const text = [
    `${cpuModel}, ${operatingSystem}, Node ${node}; ${rounds} rounds each.`,
    table(runHeader, inRuns(sizes, rounds)),
    `Counted by others, in ${rounds} processes that each took ${count(largest)} clients in five stages, ${atOnce} at a time:`,
    table(["private pages per client", "plain", "over TLS"], await countedByOthers(largest, atOnce, rounds)),
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (options.docs !== undefined) writeMeasured(options.docs, "idle-memory", text);
}

/** Sorted by approach. */
function inRuns(sizes: readonly number[], rounds: number): string[][] {
  const folder = scratchFolder("memory");
  try {
    const flows = [...new Set(compared.map(({ transport }) => flowOf(transport)))];
    const lines = flows.flatMap((flow) =>
      sizes.flatMap((clients) => {
        say(`runs of flow ${flow} with ${clients} clients`);
        const pairs = compared.filter(({ transport }) => flowOf(transport) === flow);
        return runLines(measuredInRun(flow, pairs, clients, { folder: folder.path, rounds }), clients);
      }),
    );
    const approaches = compared.flatMap(({ plain, encrypted }) => [plain, encrypted]);
    return approaches.flatMap((name) => lines.filter(({ approach }) => approach === name).map(({ line }) => line));
  } finally {
    folder.remove();
  }
}

async function countedByOthers(clients: number, atOnce: number, rounds: number): Promise<string[][]> {
  const chain = await makeChain({ certificate: "P-256" });
  const sizes = Array.from({ length: STAGES }, (_, stage) => Math.round((clients * (stage + 1)) / STAGES));
  const lines: string[][] = [];
  for (const counted of [...compared.map(({ transport }) => ourService(transport)), ...bareServers]) {
    lines.push([
      counted.name,
      await slopes(counted, { sizes, atOnce }, rounds),
      await slopes(counted, { sizes, atOnce, chain }, rounds),
    ]);
  }
  return lines;
}

/** The middle of one line per process, through all sizes. */
async function slopes(counted: Counted, connecting: Connecting, rounds: number): Promise<string> {
  say(`${counted.name}, counted by the kernel${connecting.chain ? ", over TLS" : ""}`);
  const found: number[] = [];
  for (let process = 0; process < rounds; process++) found.push(slope(await countedPoints(counted, connecting))!);
  const { estimate, interval } = signedRankEstimate(found)!;
  return bytesWithin(estimate, interval?.low, interval?.high);
}
