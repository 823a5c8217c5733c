/** What the bench itself says of idle clients, in short runs of one size each. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../src/errors.js";
import type { Flow } from "../../src/flow.js";
import { bytes, bytesWithin, count } from "../../src/reporters/format.js";
import { summaryRows } from "../../src/reporters/rows.js";
import type { Result } from "../../src/result/result.js";
import type { Compared } from "./approaches.js";

const MAIN = fileURLToPath(new URL("../../src/main.js", import.meta.url));
/** A shipped scenario of each flow in which clients stay connected. */
const scenarios: Partial<Record<Flow, string>> = { ingest: "payment", broadcast: "stock-ticker" };

export const runHeader = ["in a run with", "objects and buffers", "RSS growth", "RSS, last less first, as it was"];

export interface Runs {
  folder: string;
  rounds: number;
}

/** All of these approaches take turns in one run. */
export function measuredInRun(
  flow: Flow,
  pairs: readonly Compared[],
  clients: number,
  { folder, rounds }: Runs,
): Result {
  const out = path.join(folder, `${flow}-${clients}`);
  const approaches = pairs.flatMap(({ plain, encrypted }) => [plain, encrypted]);
  const sets = [
    `clients=${clients}`,
    `run.rounds=${rounds}`,
    "run.measureSeconds=0.5",
    "run.warmUpSeconds=0",
    'arrivals={"executor":"constant-arrival-rate","perSecond":10}', // of a broadcast, each goes to every client
    "objectives={}", // nobody asks here how late anything is
  ];
  const args = ["bench", "--scenario", scenarios[flow]!, "--approaches", approaches.join(","), "--out", out];
  const { status } = spawnSync(process.execPath, [MAIN, ...args, ...sets.flatMap((one) => ["--set", one])], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  // What others did to the latencies meanwhile is of no interest.
  if (status !== exitCodes.pass && status !== exitCodes.unmeasured) throw new Error(`the run ended with ${status}`);
  return JSON.parse(readFileSync(path.join(out, "result.json"), "utf8"));
}

/** A line per approach. */
export function runLines(result: Result, clients: number): { approach: string; line: string[] }[] {
  return summaryRows(result).map((row) => {
    const differences = result.rounds.map((round) => {
      const { rssIdleBytes, rssBeforeBytes } = round.approaches.find((one) => one.approach === row.approach)!.service;
      return (rssIdleBytes! - rssBeforeBytes!) / clients;
    });
    const line = [
      `\`${row.approach}\`, ${count(clients)} clients`,
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
      `${bytes(Math.min(...differences))} to ${bytes(Math.max(...differences))}`,
    ];
    return { approach: row.approach, line };
  });
}
