/** Rounds by a worker of a fleet against rounds by a local generator. */
import { duration, percent } from "../../../src/reporters/format.js";
import { NS_PER_US } from "../../../src/units.js";
import { pairedTable } from "../paired-table.js";
import type { PlayedPair } from "./play.js";

const microseconds = (us: number | undefined): string => duration(us === undefined ? undefined : us * NS_PER_US);

export const reportText = (pairs: readonly PlayedPair[]): string =>
  pairedTable(
    pairs.map(({ local, fleet }) => [local, fleet]),
    {
      metrics: {
        generatorCpuRatio: { words: "generator CPU, of one core", format: percent },
        latenessP50Ns: { words: "lateness p50", format: duration },
        latenessP99Ns: { words: "lateness p99", format: duration },
        serviceCpuUsPerDelivery: { words: "service CPU per delivery", format: microseconds },
        latencyP50Ns: { words: "latency p50", format: duration },
        latencyP99Ns: { words: "latency p99", format: duration },
      },
      headers: ["local", "fleet of one", "fleet ÷ local"],
    },
  );
