/** What broke and how each approach got over it: times per fault, and deliveries per second with the faults marked. */
import type { PlayedFault, RecoverySample } from "../../result/fault-samples.js";
import type { ApproachRound, Result } from "../../result/result.js";
import { median } from "../../statistics/quantile.js";
import { nsToSeconds } from "../../units.js";
import { tableOfFigures } from "../figures/table.js";
import { count, duration, perSecond } from "../format.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";
import { code, list } from "./words.js";

/** With a name of 25 characters before it, the chart fits into a terminal of 80 columns. */
const CHART_COLUMNS = 52;
const HEIGHTS = "▁▂▃▄▅▆▇█";

const figures = {
  detectNs: "detected after",
  recoverNs: "recovered after",
  recoverAllNs: "for every recipient after",
  drainNs: "backlog drained after",
} as const;

/** One line of the headline says how each approach came through the faults. There is none when the scenario has no faults. */
export function faultsLine({ result, summary }: Tables): string[] {
  const { faults: planned } = result.scenario;
  if (planned === undefined || result.rounds.length === 0) return [];
  const kinds = [...new Set(planned.map(({ kind }) => code(kind)))];
  const approaches = summary.map((row) => {
    // An event with many deliveries is through when the first client has it. But the client that waits longest decides.
    const recoverNs = result.scenario.flow === "ingest" ? row.recoverNs : row.recoverAllNs;
    const recovered =
      recoverNs === undefined ? "did not recover in some round" : `delivered new events after ${duration(recoverNs)}`;
    return `${code(row.approach)} ${recovered} and ${row.drainNs === 0 ? "had no backlog" : drainWords(row.drainNs)}`;
  });
  const worst = result.rounds.length === 1 ? "" : ", in its slowest round";
  return [`**Through ${list(kinds)}**${worst}: ${approaches.join("; ")}.`];
}

const drainWords = (drainNs: number | undefined): string =>
  drainNs === undefined ? "never delivered all of its backlog" : `its backlog after ${duration(drainNs)}`;

/** The section is undefined when the scenario has no faults. */
export function faults({ result, summary }: Tables): string | undefined {
  const { faults: planned } = result.scenario;
  const approaches = result.approaches.map(({ name }) => ({ name, samples: samplesOf(result, name) }));
  if (planned === undefined || approaches.every(({ samples }) => samples.length === 0)) return undefined;
  const shown = Object.entries(figures).filter(([key]) => key !== "recoverAllNs" || result.scenario.flow !== "ingest");
  const lines = planned.flatMap((fault, i) =>
    shown.map(([key, label]) => [
      `\`${fault.kind}\` at ${fault.atSeconds} s${fault.forSeconds === undefined ? "" : ` for ${fault.forSeconds} s`}: ${label}`,
      ...approaches.map(({ samples }) => middle(samples, i, key as keyof typeof figures)),
    ]),
  );
  const peaks = summary.map((row) => tableOfFigures.peakConnectsPerSecond.format(row.peakConnectsPerSecond));
  return [
    table(
      ["", ...approaches.map(({ name }) => `\`${name}\``)],
      [...lines, [tableOfFigures.peakConnectsPerSecond.label, ...peaks]],
    ),
    `Medians of the rounds, where the headline names the slowest. Detected: from the fault's beginning to the first connection found broken, attempt made again or event given up. Recovered: from its end (a killed service then listens again) to the first delivery of an event that was due after it${result.scenario.flow === "ingest" ? "" : ", and until every recipient had one"}. Drained: from its end until every event due before it is delivered.`,
    chart(approaches),
  ].join("\n\n");
}

const samplesOf = (result: Result, approach: string): RecoverySample[] =>
  result.rounds
    .flatMap((round) => round.approaches)
    .filter((one: ApproachRound) => one.approach === approach)
    .flatMap(({ recovery }) => recovery ?? []);

function middle(samples: readonly RecoverySample[], fault: number, key: keyof typeof figures): string {
  const times = samples.map((sample) => sample.faults[fault]?.[key]);
  const known = times.filter((time) => time !== undefined);
  const never = times.length - known.length;
  if (known.length === 0) return "never";
  return `${duration(median(known))}${never === 0 ? "" : ` (never in ${count(never)} of ${count(times.length)} rounds)`}`;
}

/** One line per approach with the mean of its rounds. All have the same scale, so that they can be compared. */
function chart(approaches: readonly { name: string; samples: readonly RecoverySample[] }[]): string {
  const all = approaches.flatMap(({ samples }) => samples);
  const { binNs } = all[0]!;
  const bins = Math.max(...all.map(({ delivered }) => delivered.length));
  const perColumn = Math.ceil(bins / CHART_COLUMNS);
  const columns = Math.ceil(bins / perColumn);
  const columnNs = perColumn * binNs;
  const rates = approaches.map(({ samples }) =>
    Array.from({ length: columns }, (_, column) => {
      const from = column * perColumn;
      const sum = (delivered: readonly number[]) => delivered.slice(from, from + perColumn).reduce((a, b) => a + b, 0);
      return (
        samples.reduce((total, { delivered }) => total + sum(delivered), 0) / samples.length / nsToSeconds(columnNs)
      );
    }),
  );
  const most = Math.max(...rates.flat());
  const width = Math.max(
    ...approaches.map(({ name }) => name.length),
    ...all.flatMap((one) => one.faults.map(({ kind }) => kind.length)),
  );
  const lines = approaches.map(
    ({ name }, i) => `${name.padEnd(width)} |${rates[i]!.map((rate) => bar(rate / most)).join("")}|`,
  );
  const marks = all[0]!.faults.map((fault) => `${fault.kind.padEnd(width)} |${mark(fault, columns, columnNs)}|`);
  const title = `Deliveries per second by the time they came: a column is ${duration(columnNs)}, the full height ${perSecond(most)}.`;
  return `${title}\n\n\`\`\`text\n${[...lines, ...marks].join("\n")}\n\`\`\``;
}

/** A rate of 0 is a blank. Any higher rate has a height that can be seen. */
const bar = (ratio: number): string =>
  ratio > 0 ? HEIGHTS[Math.min(HEIGHTS.length - 1, Math.floor(ratio * HEIGHTS.length))]! : " ";

const mark = ({ beganNs, endedNs }: PlayedFault, columns: number, columnNs: number): string =>
  Array.from({ length: columns }, (_, column) => {
    const fromNs = column * columnNs;
    return beganNs < fromNs + columnNs && endedNs >= fromNs ? "x" : " ";
  }).join("");
