/** The trend as Markdown: a table per scenario, machine and workload, and a sentence per change point. */

import { groupBy } from "../group-by.js";
import { change, figure, metricWords, oneLine, share } from "../reporters/gate/wording.js";
import { asText } from "../reporters/markdown/words.js";
import { table } from "../reporters/markdown-table.js";
import { FEWEST_POINTS } from "./detectable-change.js";
import type { Change, Chart, Series } from "./series.js";

const SHOWN_FINGERPRINT_LENGTH = 12;
const SHOWN_HEAD_LENGTH = 12;

const DETECTABLE = `"detectable" is the smallest lasting change half-way through the runs that would have been found with 95 % probability (E-divisive, a permutation test at 1 %), as far as these runs scatter; – where they are fewer than ${FEWEST_POINTS}.`;

export function trendText(charts: readonly Chart[]): string {
  const groups = groupBy(charts, (chart) =>
    [chart.scenario, chart.machineFingerprint, chart.workloadFingerprint].join("\n"),
  );
  return `${[...groups.values()].map(groupText).join("\n\n")}\n`;
}

function groupText(charts: readonly Chart[]): string {
  const { scenario, machine, machineFingerprint, workloadFingerprint } = charts[0]!;
  const rows = charts.flatMap((chart) => chart.series.map((series) => row(chart, series)));
  const changes = charts.flatMap((chart) =>
    chart.series.flatMap((series) => series.changes.map((one) => `- ${asText(changeSentence(chart, series, one))}`)),
  );
  return [
    `## ${asText(`${scenario} on ${machine} (machine ${short(machineFingerprint)}, workload ${short(workloadFingerprint)})`)}`,
    table(["", "runs", "first", "last", "overall", "changes", "detectable"], rows),
    changes.length === 0 ? "No change was found. That does not say that there was none." : changes.join("\n"),
    DETECTABLE,
  ].join("\n\n");
}

function row({ metric, unit }: Chart, { approach, points, changes, detectableChange }: Series): string[] {
  const [first, last] = [points[0]!.value, points.at(-1)!.value];
  return [
    asText(`${approach} ${metricWords(metric)}`),
    String(points.length),
    figure(first, unit),
    figure(last, unit),
    first > 0 ? change(last / first) : change(undefined),
    String(changes.length),
    share(detectableChange),
  ];
}

/** "webhook service CPU per delivery got worse on 2026-01-08 with 5d6e7f8091a2: 41.2 µs → 44.2 µs, +7.3 % (p = 0.002)" */
export function changeSentence({ metric, unit }: Chart, { approach, points }: Series, found: Change): string {
  const { startedAt, head } = points[found.at]!;
  const direction = found.ratio === 1 ? "changed its spread" : found.isWorse ? "got worse" : "got better";
  const levels = `${figure(found.before, unit)} → ${figure(found.after, unit)}, ${change(found.ratio)}`;
  const when = `on ${startedAt.slice(0, 10)} with ${oneLine(head).slice(0, SHOWN_HEAD_LENGTH)}`;
  return `${oneLine(approach)} ${metricWords(metric)} ${direction} ${when}: ${levels} (p = ${found.p.toPrecision(1)})`;
}

const short = (fingerprint: string): string => oneLine(fingerprint).slice(0, SHOWN_FINGERPRINT_LENGTH);
