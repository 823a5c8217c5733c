/** The page's tables: what twice the warm-up changes, per scenario and approach. */
import { groupBy } from "../../../src/group-by.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { change, disturbance, spread } from "../wording.js";
import type { Figures, WarmUpRow } from "./play.js";

/** What a figure may change by with twice the warm-up. */
const LARGEST_CHANGE = 0.02;

const figures = {
  cpuUsPerDelivery: "CPU",
  generatorCpuUsPerDelivery: "generator's CPU",
  latencyP50Ms: "p50",
  latencyP99Ms: "p99",
} satisfies Record<keyof Figures, string>;

export function reportText(rows: readonly WarmUpRow[]): string {
  const lines = [...groupBy(rows, ({ scenario, approach }) => `${scenario} ${approach}`).values()].map((group) => {
    const { scenario, approach } = group[0]!;
    const changes = (Object.keys(figures) as (keyof Figures)[]).map((figure) => {
      const ratio = pairedRatio(
        group.map(({ twice }) => twice[figure]),
        group.map(({ once }) => once[figure]),
      );
      return change(ratio) + judgement(ratio);
    });
    return [
      scenario,
      `\`${approach}\``,
      `${group.filter(({ settled }) => settled).length} of ${group.length}`,
      spread(group.map(({ warmUpDeliveries }) => warmUpDeliveries)),
      spread(group.map(({ once }) => once.cpuUsPerDelivery)),
      ...changes,
    ];
  });
  const head = ["scenario", "approach", "settled", "deliveries", "CPU, µs", ...Object.values(figures)];
  return `${table(head, lines)}\n\n${disturbance(rows)}`;
}

/** A change is shown where its whole interval lies beyond; where it only reaches beyond, the rounds cannot tell. */
function judgement({ low, high }: { low?: number; high?: number }): string {
  if (low === undefined || high === undefined) return "";
  const [least, most] = [1 - LARGEST_CHANGE, 1 + LARGEST_CHANGE];
  if (low > most || high < least) return " **moves**";
  return low >= least && high <= most ? " ✓" : "";
}
