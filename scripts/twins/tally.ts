/** What headlines claim of approaches that are the same: every claim is false. */
import { HEADLINE_LEVEL, headlineMetrics } from "../../src/reporters/comparison.js";
import { percent } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import { tabulate } from "../../src/reporters/tables.js";
import type { Result } from "../../src/result/result.js";
import { clopperPearson } from "../../src/statistics/binomial.js";

/** How often something was so among so many. */
export interface Share {
  times: number;
  of: number;
}

export interface Tally {
  /** Runs, and pairs of a run's approach with its reference, of which the headline claims any difference. */
  runs: Share;
  pairs: Share;
  /** Runs and pairs with any interval on one side of 1 among the headline's figures: what would be claimed without the other rules. */
  runsDecided: Share;
  pairsDecided: Share;
  /** Pairs without an interval, in which nothing could be claimed: bound generators. Those that count above are the others. */
  pairsWithoutInterval: number;
  claims: string[];
}

/** Pairs without any interval, and runs of only such, would make the share look better than it is: they do not count. */
export function tallyOf(results: readonly Result[]): Tally {
  const none = (): Share => ({ times: 0, of: 0 });
  const tally: Tally = {
    runs: none(),
    pairs: none(),
    runsDecided: none(),
    pairsDecided: none(),
    pairsWithoutInterval: 0,
    claims: [],
  };
  for (const result of results) {
    const { ratios, closedLoop, idle } = tabulate(result);
    const asked = ratios.filter(({ metric }) => headlineMetrics({ closedLoop, idle }).includes(metric));
    const pairs = [...new Set(asked.map(({ approach }) => approach))].map((name) =>
      asked.filter((one) => one.approach === name),
    );
    const able = pairs.filter((its) => its.some(({ low }) => low !== undefined));
    tally.pairsWithoutInterval += pairs.length - able.length;
    for (const its of able) {
      count(
        tally.pairs,
        its.some(({ standing }) => standing === "claimed"),
      );
      count(
        tally.pairsDecided,
        its.some(({ decided }) => decided),
      );
    }
    if (able.length === 0) continue;
    count(
      tally.runs,
      able.flat().some(({ standing }) => standing === "claimed"),
    );
    count(
      tally.runsDecided,
      able.flat().some(({ decided }) => decided),
    );
    for (const one of able.flat().filter(({ standing }) => standing === "claimed")) {
      tally.claims.push(
        `seed ${result.seed}: ${one.approach} ÷ ${one.reference}, ${one.metric}, ${one.ratio!.toFixed(3)}`,
      );
    }
  }
  return tally;
}

function count(share: Share, so: boolean): void {
  share.of++;
  if (so) share.times++;
}

/** True when the runs do not speak against the promise: the interval of the share begins within it. */
export const isWithinPromise = ({ runs }: Tally): boolean =>
  runs.of > 0 && clopperPearson(runs.times, runs.of).low <= HEADLINE_LEVEL;

export function tallyText(tally: Tally, circumstances: string): string {
  const line = (label: string, { times, of }: Share): string[] => {
    const { low, high } = clopperPearson(times, of);
    return [
      label,
      `${times} of ${of}`,
      of === 0 ? "–" : percent(times / of),
      of === 0 ? "–" : `${percent(low)} to ${percent(high)}`,
    ];
  };
  const rows = [
    line("headlines that claim a difference between twins", tally.runs),
    line("pairs of which the headline claims one", tally.pairs),
    line("runs with any interval on one side of 1 (not claimed by that alone)", tally.runsDecided),
    line("pairs with any such interval", tally.pairsDecided),
  ];
  return [
    circumstances,
    table(["", "count", "share", "95 % interval (Clopper–Pearson)"], rows),
    `Promised: at most ${percent(HEADLINE_LEVEL)} of all headlines. ${tally.pairsWithoutInterval} further pairs had no interval, because the generator was the limit in a round, and do not count.`,
    ...(tally.claims.length === 0 ? [] : [`Claimed and false:\n\n${tally.claims.map((one) => `- ${one}`).join("\n")}`]),
  ].join("\n\n");
}
