/** Rounds by a worker of a fleet against rounds by a local generator, and how long many workers take beside the slices. */
import { counted } from "../../../src/counted.js";
import { duration } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { median } from "../../../src/statistics/quantile.js";
import { NS_PER_US } from "../../../src/units.js";
import { pairedTable } from "../paired-table.js";
import type { PlayedMany } from "./play-many.js";
import type { PlayedPair } from "./play-pair.js";

const microseconds = (us: number | undefined): string => duration(us === undefined ? undefined : us * NS_PER_US);

export const pairsText = (pairs: readonly PlayedPair[]): string =>
  pairedTable(
    pairs.map(({ local, fleet }) => [local, fleet]),
    {
      metrics: {
        generatorCpuUsPerDelivery: { words: "generator CPU per delivery", format: microseconds },
        latenessP50Ns: { words: "lateness p50", format: duration },
        latenessP99Ns: { words: "lateness p99", format: duration },
        serviceCpuUsPerDelivery: { words: "service CPU per delivery", format: microseconds },
        latencyP50Ns: { words: "latency p50", format: duration },
        latencyP99Ns: { words: "latency p99", format: duration },
      },
      headers: ["local", "fleet of one", "fleet ÷ local"],
    },
  );

export function manyText(rows: readonly PlayedMany[]): string {
  const workers = rows[0]?.workers;
  if (workers === undefined) return "How long many workers take to begin was not measured yet.";
  const lines: [words: string, figureOf: (row: PlayedMany) => number][] = [
    ["to find and take the workers, once for each run", ({ takeNs }) => takeNs],
    ["to start a generator on every worker, once for each round", ({ startNs }) => startNs],
    [
      "beside each slice, in which all get ready, play, and hand in what they saw",
      ({ besideSliceNs }) => besideSliceNs.fleet,
    ],
    [`the same by ${workers} local generators`, ({ besideSliceNs }) => besideSliceNs.local],
  ];
  const body = lines.map(([words, figureOf]) => {
    const values = rows.map(figureOf);
    return [words, duration(median(values)), `${duration(Math.min(...values))}–${duration(Math.max(...values))}`];
  });
  return `${counted(workers, "worker")} on one machine, ${counted(rows.length, "time")}:\n\n${table(["time", "median", "range"], body)}`;
}
