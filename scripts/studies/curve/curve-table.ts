/** Both sides' figures of each point, and what they differ by within a round. */
import { groupBy } from "../../../src/group-by.js";
import { table } from "../../../src/reporters/markdown-table.js";
import type { Verdict } from "../../../src/result/result.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { change, disturbance, spread } from "../wording.js";
import type { Found } from "./point.js";

/** One round of one point. */
export interface CurveRow {
  service: string;
  peer: string;
  /** Of what the service carries in a closed loop. */
  share: number;
  round: number;
  asked: number;
  pushbench: Found & { verdict: Verdict };
  byPeer: Found;
}

const figures: [label: string, of: keyof Found][] = [
  ["events per second", "perSecond"],
  ["service's CPU per event, µs", "cpuUsPerEvent"],
  ["p50, ms", "latencyP50Ms"],
  ["p99, ms", "latencyP99Ms"],
];

export function reportText(rows: readonly CurveRow[]): string {
  const lines = [...groupBy(rows, ({ service, share }) => `${service} ${share}`).values()].flatMap((group) => {
    const { service, peer, share } = group[0]!;
    return figures.map(([label, of]) => {
      const ours = group.map(({ pushbench }) => pushbench[of]);
      const theirs = group.map(({ byPeer }) => byPeer[of]);
      return [service, label, peer, `${share} %`, spread(ours), spread(theirs), change(pairedRatio(ours, theirs))];
    });
  });
  const header = ["service", "figure", "peer", "load", "pushbench", "peer's", "pushbench against the peer"];
  return `${table(header, lines, { wordColumns: 3 })}\n\n${disturbance(rows.map(({ pushbench }) => pushbench))}`;
}
