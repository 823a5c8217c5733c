/** The table of stacks for a page: what each costs and how late it is, with its version, and why others have no figures. */
import { groupBy } from "../group-by.js";
import { bytes, count, duration, durationOfUs, marked, markNotes, percent, UNKNOWN } from "../reporters/format.js";
import { QUICK } from "../reporters/markdown/headline.js";
import { table } from "../reporters/markdown-table.js";
import type { Row } from "../reporters/rows.js";
import { tabulate } from "../reporters/tables.js";
import type { Result } from "../result/result.js";
import type { StackRecord } from "../result/stack-record.js";
import type { SideBySide } from "./play.js";

const HEADER = [
  "service",
  "version",
  "spoken to by",
  "CPU per delivery",
  "latency p50",
  "latency p99",
  "RSS",
  "capacity",
];
const WORD_COLUMNS = 3;
const REFERENCE = "reference service";

export interface ServiceRow {
  /** The run that the row is of, from 1. */
  run: number;
  /** Absent for a reference service. */
  stack?: StackRecord;
  row: Row;
}

/** The cheapest first. */
export const serviceRows = (results: readonly Result[]): ServiceRow[] =>
  results
    .flatMap((result, i) =>
      tabulate(result).summary.map((row) => {
        const stack = result.approaches.find(({ name }) => name === row.approach)?.stack;
        return { run: i + 1, ...(stack && { stack }), row };
      }),
    )
    .sort((a, b) => cpuOf(a.row) - cpuOf(b.row));

export function stacksTable({ results, leftOut, failure }: SideBySide): string {
  const rows = serviceRows(results);
  const stacks = new Map(results.flatMap(({ approaches }) => approaches.map(({ name, stack }) => [name, stack])));
  const cells = rows.map(({ row, run, stack }) => [
    `\`${row.approach}\`${results.length > 1 ? ` (run ${run})` : ""}`,
    stack?.version ?? REFERENCE,
    row.transport,
    marked(durationOfUs(row.serviceCpuUsPerDelivery), row.generatorVerdict),
    duration(row.latencyP50Ns),
    duration(row.latencyP99Ns),
    bytes(row.serviceRssMaxBytes),
    UNKNOWN,
  ]);
  const [first] = results;
  return [
    ...(first === undefined ? ["No stack was played."] : [howPlayed(results, first, rows)]),
    ...(failure === undefined
      ? []
      : [`**A run broke off:** ${failure.message} The figures are those of its finished rounds.`]),
    ...(first?.quick ? [QUICK] : []),
    ...(first === undefined ? [] : [table(HEADER, cells, { wordColumns: WORD_COLUMNS })]),
    ...notes(rows.map(({ row }) => row)),
    ...[...stacks].flatMap(([name, stack]) => doesLess(name, stack)),
    ...(leftOut.length === 0 ? [] : [leftOutLines(leftOut)]),
  ].join("\n\n");
}

/** What is unknown comes last. */
const cpuOf = ({ serviceCpuUsPerDelivery }: Row): number => serviceCpuUsPerDelivery ?? Number.POSITIVE_INFINITY;

function howPlayed(
  results: readonly Result[],
  { scenario, machine, startedAt }: Result,
  rows: readonly { row: Row }[],
): string {
  const { cpuModel, cpuCount, operatingSystem, node } = machine;
  const rounds = Math.min(...results.map((result) => result.rounds.length));
  const idle = rows.reduce((sum, { row }) => sum + (row.serviceIdleCpuRatio ?? 0), 0);
  const together =
    results.length === 1
      ? `All took turns in one run, so they met the same machine; idle, all ${rows.length} together took ${percent(idle)} of a CPU.`
      : `${results.length} runs, because the machine cannot carry all services at the same time. Compare within a run; the reference services took part in each.`;
  return [
    `\`${scenario.name}\`: ${rounds} ${rounds === 1 ? "round" : "rounds"} of ${scenario.run.measureSeconds} s each, ${scenario.guarantee}. ${together}`,
    `${cpuModel}, ${cpuCount} CPUs; ${operatingSystem}; Node ${node}; ${startedAt.slice(0, 10)}.`,
  ].join("\n");
}

function notes(rows: readonly Row[]): string[] {
  const undelivered = rows.flatMap(({ approach, expected, deliveries }) => {
    const missing = (expected ?? 0) - (deliveries ?? 0);
    return missing > 0 ? [`\`${approach}\`: ${count(missing)} of ${count(expected)} deliveries never came.`] : [];
  });
  return [...markNotes(rows.map(({ generatorVerdict }) => generatorVerdict)), ...undelivered];
}

/** A service that leaves work out is not slower or faster than the others: it does something else. */
const doesLess = (name: string, stack: StackRecord | undefined): string[] =>
  stack?.notPromised === undefined
    ? []
    : [`\`${name}\` does less work than the others: it does not promise ${stack.notPromised.join(", ")}.`];

/** Those with the same reason share a line. */
function leftOutLines(leftOut: SideBySide["leftOut"]): string {
  const lines = [...groupBy(leftOut, ({ why }) => why)].map(
    ([why, them]) => `- ${them.map(({ name }) => `\`${name}\``).join(", ")}: ${why}`,
  );
  return ["Without figures:", "", ...lines].join("\n");
}
