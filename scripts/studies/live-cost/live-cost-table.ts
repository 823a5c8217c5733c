/** Rounds with a live page against rounds without. */
import { duration } from "../../../src/reporters/format.js";
import { pairedTable } from "../paired-table.js";
import type { PlayedPair } from "./play.js";

export const reportText = (pairs: readonly PlayedPair[]): string =>
  pairedTable(
    pairs.map(({ alone, watched }) => [alone, watched]),
    {
      metrics: {
        cpuNsPerDelivery: { words: "service CPU per delivery", format: duration },
        latencyP50Ns: { words: "latency p50", format: duration },
        latencyP99Ns: { words: "latency p99", format: duration },
      },
      headers: ["without a page", "with one", "with ÷ without"],
    },
  );
