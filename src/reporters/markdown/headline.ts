/**
 * The lines that people repeat, each of which stands alone: whether the objectives are met and by how much, what it costs, what
 * was lost, doubled or out of order, how late the rest came, and only then how the approaches differ.
 */
import { checkObjectives, missed, type ObjectiveCheck } from "../../gate/threshold.js";
import { undelivered } from "../comparison.js";
import { bytes, count, duration, number, percent } from "../format.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { differences } from "./differences.js";
import { faultsLine } from "./faults.js";
import { idleLines } from "./idle-clients.js";
import { laterThan } from "./late.js";
import { objectiveTexts, reachedText } from "./objectives.js";
import { code, list } from "./words.js";

export const QUICK =
  "**A quick run is no evidence:** one short round shows whether everything works, and nothing else.";

/** The lines are a list in Markdown. Rows without a finished round are left out. */
export function headline(tables: Tables): string {
  const { result, summary } = tables;
  if (result.rounds.length === 0) return "**Nothing can be said: no round was finished.**";
  const lines = [
    ...(result.quick ? [QUICK] : []),
    ...(tables.idle ? idleLines(tables) : [...silence(summary), ...objectivesLine(tables)]),
    ...(summary.every(({ expected }) => !expected)
      ? []
      : [costLine(summary), deliveriesLine(summary), latencyLine(tables)]),
    ...faultsLine(tables),
    ...(summary.length === 1
      ? [`Nothing to compare: only ${code(summary[0]!.approach)} was measured.`]
      : differences(tables)),
    ...cautions(summary),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

/** "4.98 ms by `webhook` and 3.06 ms by `websocket`", or once where all have the same. */
function byEach(rows: readonly Row[], figure: (row: Row) => string): string {
  const figures = rows.map(figure);
  if (new Set(figures).size === 1) return rows.length === 1 ? figures[0]! : `${figures[0]} by each`;
  return list(rows.map(({ approach }, i) => `${figures[i]} by ${code(approach)}`));
}

/** Zeros are no good news where nothing was due in the window. */
function silence(summary: readonly Row[]): string[] {
  const silent = summary.filter(({ expected }) => !expected);
  if (silent.length === 0) return [];
  const who = silent.length === summary.length ? "" : ` of ${list(silent.map(({ approach }) => code(approach)))}`;
  return [
    `**No event was due in the measured time${who}: nothing was measured.** Measure for longer, or raise the rate.`,
  ];
}

function objectivesLine({ result, summary }: Tables): string[] {
  const checks = checkObjectives(result);
  if (checks.length === 0) return ["The scenario sets no objectives."];
  const missing = [...new Set(missed(result, checks).map(({ approach }) => code(approach)))];
  const verdict =
    missing.length === 0 && checks.some(({ met }) => !met)
      ? "**The run ended before every objective was measured.**"
      : missing.length === 0
        ? `**✓ ${summary.length === 1 ? code(summary[0]!.approach) : "Every approach"} met the objectives.**`
        : `**✗ ${list(missing)} did not meet the objectives.**`;
  const parts = [...new Set(checks.map(({ objective }) => objective))].map((objective) => {
    const its = checks.filter((check) => check.objective === objective);
    const { short, format } = objectiveTexts[objective];
    const figureOf = (row: Row): string => withMargin(its.find(({ approach }) => approach === row.approach)!, row);
    return `${short} (at most ${format(its[0]!.limit)}): ${byEach(summary, figureOf)}`;
  });
  return [`${verdict} ${capitalised(parts.join("; "))}.`];
}

/** "4.98 ms, 2.49 % of it". A limit of 0 has no share. */
function withMargin({ objective, value, limit, met }: ObjectiveCheck, row: Row): string {
  if (value === undefined) return "not measured";
  const text = reachedText(objective, value, row);
  return limit > 0 ? `${text}${met ? "" : " ✗"} (${percent(value / limit)} of it)` : `${text}${met ? "" : " ✗"}`;
}

/**
 * The rate is the one that the cores were used for. In an open loop it is the offered rate, which is the same for all approaches.
 * In a closed loop it is the rate that each approach reached, and it stands beside each, because fewer cores for fewer deliveries
 * are not cheaper.
 */
function costLine(summary: readonly Row[]): string {
  if (summary.every(isUnmeasured)) return "**Cost of the service:** unknown.";
  const taken = (row: Row): string =>
    isUnmeasured(row) ? "unknown" : `${number(row.serviceCpuRatio)} cores and ${bytes(row.serviceRssLoadedBytes)}`;
  const offered = new Set(summary.map(({ offeredPerSecond }) => offeredPerSecond && number(offeredPerSecond)));
  const [rate] = offered;
  const isOffered = offered.size === 1 && rate !== undefined;
  const cores = byEach(summary, (row) =>
    isOffered ? taken(row) : `${taken(row)} at ${number(row.deliveriesPerSecond)} deliveries/s`,
  );
  const median = summary.some(({ rounds }) => rounds > 1) ? ", in the median round" : "";
  return `**Cost of the service**${isOffered ? ` at an offered rate of ${rate} deliveries/s` : ""}${median}: ${cores}.`;
}

/** Nobody knows which process the service is. */
const isUnmeasured = ({ serviceCpuRatio, serviceRssLoadedBytes }: Row): boolean =>
  serviceCpuRatio === undefined && serviceRssLoadedBytes === undefined;

function deliveriesLine(summary: readonly Row[]): string {
  // What came twice or out of order shows to recipients alone, and not every run can ask them.
  const isSeen = summary.some(({ duplicates }) => duplicates !== undefined);
  const lookedFor = isSeen ? "lost, delivered twice or out of order" : "lost";
  const troubled = summary.filter((row) => undelivered(row) > 0 || row.duplicates || row.outOfOrder);
  if (troubled.length === 0) {
    const expected = byEach(summary, (row) => `${count(row.expected)} deliveries`);
    return `**Nothing was ${lookedFor}**, of ${expected}.`;
  }
  const figures = summary.map((row) => {
    const troubles = troublesOf(row);
    return `${code(row.approach)} ${troubles === undefined ? `none ${lookedFor}` : `**${troubles}**`} of ${count(row.expected)}`;
  });
  return `**Deliveries:** ${figures.join("; ")}.`;
}

function troublesOf(row: Row): string | undefined {
  const kinds = [
    [row.lost, "lost"],
    [row.rejected, "rejected"],
    [row.pending, "still tried at the end"],
    [row.duplicates, "delivered twice"],
    [row.outOfOrder, "out of order"],
  ] as const;
  const found = kinds.flatMap(([times, what]) => (times ? [`${count(times)} ${what}`] : []));
  return found.length === 0 ? undefined : list(found);
}

/**
 * Answers "can I promise so many ms?" with the percentile, the latest delivery of all, and how many deliveries broke the
 * objective.
 */
function latencyLine({ result, summary, closedLoop }: Tables): string {
  const { latencyP99Ms: limitMs } = result.scenario.objectives;
  if (summary.every(({ latencyMaxNs }) => latencyMaxNs === undefined)) return "**Latency** is unknown.";
  const figures = summary.map((row) => {
    if (row.latencyMaxNs === undefined) return `${code(row.approach)} unknown`;
    const late = limitMs === undefined ? undefined : laterThan(result, row.approach, limitMs);
    const over = late ? `, ${count(late)} later than ${duration(limitMs! * 1e6)}` : "";
    return `${code(row.approach)} p50 ${duration(row.latencyP50Ns)}, p99 ${duration(row.latencyP99Ns)}, the latest ${duration(row.latencyMaxNs)}${over}`;
  });
  const until = result.approaches.some(({ deliveriesBy }) => deliveriesBy === "acknowledgement")
    ? " until its sender had the acknowledgement"
    : "";
  const clocks = clocksClause(summary.filter(({ latencyMaxNs }) => latencyMaxNs !== undefined));
  return `**Latency** from when an event ${closedLoop ? "began" : "was due"}${until}: ${figures.join("; ")}${clocks}.`;
}

/** Not every approach has its deliveries stamped by two hosts. */
function clocksClause(rows: readonly Row[]): string {
  const bounded = rows.filter(({ latencyBoundNs }) => latencyBoundNs);
  if (bounded.length === 0) return "";
  const bounds = bounded.map(({ latencyBoundNs }) => `± ${duration(latencyBoundNs)}`);
  const isOfAll = bounded.length === rows.length && new Set(bounds).size === 1;
  return isOfAll
    ? `; each ${bounds[0]}, because two hosts stamped it`
    : `; because two hosts stamped them, ${list(bounded.map(({ approach }, i) => `those of ${code(approach)} ${bounds[i]}`))}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What makes a true figure misleading: late generators, latencies that consist mostly of queueing, and CPUs that others used.
 */
function cautions(summary: readonly Row[]): string[] {
  const having = (pick: (row: Row) => number | undefined): string[] => {
    const timesOf = (row: Row): number => pick(row) ?? 0;
    const texts = summary.map((row) => `in ${timesOf(row)} of ${row.rounds} round${row.rounds === 1 ? "" : "s"}`);
    if (summary.length > 1 && summary.every((row) => timesOf(row) > 0) && new Set(texts).size === 1)
      return [`every approach ${texts[0]}`];
    return summary.flatMap((row, i) => (timesOf(row) > 0 ? [`${code(row.approach)} ${texts[i]}`] : []));
  };
  const bound = having((row) => row.generatorBoundRounds);
  const queueing = having((row) => row.serviceBoundRounds);
  const disturbed = having((row) => row.disturbedRounds);
  return [
    ...(bound.length === 0
      ? []
      : [
          `The generator was late, at its limit or crowded out by other work (${list(bound)}): the figures above hold those rounds and may be the generator's own, ratios leave them out.`,
        ]),
    ...(queueing.length === 0
      ? []
      : [
          `The service was the limit (${list(queueing)}): those latencies are mostly its queue and grow with the length of the run.`,
        ]),
    ...(disturbed.length === 0
      ? []
      : [`Other work used the run's CPUs (${list(disturbed)}): CPU and latencies may be lower on a quiet machine.`]),
  ];
}
