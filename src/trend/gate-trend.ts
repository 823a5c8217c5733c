/** The trend as a part of a gate's page: what gates, over the gates of the same scenario, machine and workload, this one the last. */
import type { GateReport } from "../gate/gate-report.js";
import { placeOfApproach } from "../reporters/gate/checks-figure.js";
import type { Section } from "../reporters/html/page.js";
import { asText } from "../reporters/markdown/words.js";
import { trendFigure } from "./chart.js";
import { type HistoryEntry, historyEntry, identityOf, readHistory } from "./history.js";
import { chartsOf } from "./series.js";
import { trendText } from "./text.js";

/** `pushbench history` shows more. A page must stay small enough to be sent. */
const MOST_RUNS = 40;

const TITLE = "Trend over the gates";

/** `among` says where the other gates were looked for. */
export function trendSection(others: readonly HistoryEntry[], report: GateReport, among: GatesAmong): Section {
  const own = historyEntry(report);
  const isComparable = (one: HistoryEntry): boolean =>
    one.scenario === own.scenario &&
    one.machineFingerprint === own.machineFingerprint &&
    one.workloadFingerprint === own.workloadFingerprint;
  const alike = others.filter((one) => isComparable(one) && identityOf(one) !== identityOf(own));
  if (alike.length === 0) return { title: TITLE, text: nothingYet[among] };
  const runs = [...alike, own].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const charts = chartsOf(runs, { last: MOST_RUNS });
  const gated = charts
    .filter(({ metric, unit }) =>
      report.checks.some((check) => check.role === "gate" && check.metric === metric && check.unit === unit),
    )
    .map((chart) => ({
      ...chart,
      series: chart.series.map((one) => ({ ...one, place: placeOfApproach(report, one.approach) })),
    }));
  return {
    title: TITLE,
    // The names become ids, and a metric's name may have what no id may have
    figures: gated.map((chart, i) => ({ ...trendFigure(chart), name: `trend-${i + 1}` })),
    text: charts.length === 0 ? nothingYet[among] : trendText(charts),
  };
}

export type GatesAmong = "history" | "folder";

const nothingYet: Record<GatesAmong, string> = {
  history:
    "No earlier gate in the history is of this scenario, machine and workload, so there is no trend yet. Every gate adds a line to the history.",
  folder: "No other gate in this folder is of this scenario, machine and workload, so there is no trend.",
};

/** A history that cannot be read costs the page its trend, and no gate its verdict. */
export async function trendOfGate(file: string, report: GateReport): Promise<Section> {
  try {
    const { entries } = (await readHistory(file)) ?? { entries: [] };
    return trendSection(entries, report, "history");
  } catch (error) {
    return { title: TITLE, text: `There is no trend: ${asText((error as Error).message)}` };
  }
}
