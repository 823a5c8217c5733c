/** `npm run idle-memory`: the bench's memory per idle client at five sizes, beside a count that is not ours. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeMeasured } from "../../src/files/docs-page.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { bytes, bytesWithin } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import { summaryRows } from "../../src/reporters/rows.js";
import type { Machine } from "../../src/result/machine.js";
import type { Result } from "../../src/result/result.js";
import { signedRankEstimate } from "../../src/statistics/signed-rank.js";
import { slope } from "../../src/statistics/slope.js";
import type { TransportName } from "../../src/transports/registry.js";
import { countable, countedPoints } from "./counted-by-kernel.js";

const SIZES = [100, 200, 500, 1_000, 2_000];
/** The stages in which a run of the largest size connects its clients. */
const STAGES = [400, 800, 1_200, 1_600, 2_000];
const ROUNDS = 6;
const MAIN = fileURLToPath(new URL("../../src/main.js", import.meta.url));
const PAGE = fileURLToPath(new URL("../../../docs/memory.md", import.meta.url));

/** As the bench reports it, in a run with that many clients. */
function reported(folder: string, clients: number): Result {
  const sets = [`clients=${clients}`, `run.rounds=${ROUNDS}`, "run.measureSeconds=0.5", "run.warmUpSeconds=0"];
  const out = path.join(folder, String(clients));
  const args = ["bench", "--scenario", "payment", "--approaches", countable.join(","), "--out", out];
  const set = [...sets, "objectives={}"].flatMap((one) => ["--set", one]); // nobody asks here how late anything is
  execFileSync(process.execPath, [MAIN, ...args, ...set], { stdio: ["ignore", "ignore", "inherit"] });
  return JSON.parse(readFileSync(path.join(out, "result.json"), "utf8"));
}

/** One line per process, through all sizes. */
async function counted(transport: TransportName): Promise<string> {
  const slopes: number[] = [];
  for (let repetition = 0; repetition < ROUNDS; repetition++) {
    slopes.push(slope(await countedPoints(transport, STAGES))!);
  }
  const found = signedRankEstimate(slopes)!;
  return bytesWithin(found.estimate, found.interval?.low, found.interval?.high);
}

const folder = scratchFolder("memory");
try {
  const lines: string[][] = [];
  let machine: Machine | undefined;
  for (const clients of SIZES) {
    const result = reported(folder.path, clients);
    machine ??= result.machine;
    for (const row of summaryRows(result)) {
      const naive = result.rounds.map((round) => {
        const { rssIdleBytes, rssBeforeBytes } = round.approaches.find((one) => one.approach === row.approach)!.service;
        return (rssIdleBytes! - rssBeforeBytes!) / clients;
      });
      const [least, most] = [Math.min(...naive), Math.max(...naive)];
      lines.push([
        `\`${row.approach}\`, ${clients.toLocaleString("en")} clients`,
        bytesWithin(
          row.serviceHeldBytesPerIdleClient,
          row.serviceHeldBytesPerIdleClientLow,
          row.serviceHeldBytesPerIdleClientHigh,
        ),
        bytesWithin(
          row.serviceRssBytesPerIdleClient,
          row.serviceRssBytesPerIdleClientLow,
          row.serviceRssBytesPerIdleClientHigh,
        ),
        `${bytes(least)} to ${bytes(most)}`,
      ]);
    }
  }
  const others: string[][] = [];
  for (const transport of countable) others.push([`\`${transport}\``, await counted(transport)]);
  const text = [
    `${machine!.cpuModel}, ${machine!.operatingSystem}, Node ${machine!.node}; ingest, ${ROUNDS} rounds each.`,
    table(["in a run with", "objects and buffers", "RSS growth", "RSS, last less first, as it was"], lines),
    `Counted by others, in ${ROUNDS} processes that each took 2,000 clients in five stages:`,
    table(["", "private pages per client"], others),
  ].join("\n\n");
  writeMeasured(PAGE, "idle-memory", text);
  process.stdout.write(`${text}\n`);
} finally {
  folder.remove();
}
