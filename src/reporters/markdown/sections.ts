/** The tables of the report: approaches as columns, figures as rows. */
import { type Result, reasonText, type Verdict } from "../../result/result.js";
import { type Comparison, undelivered } from "../comparison.js";
import { figureText } from "../figure-text.js";
import { type FigureName, tableOfFigures } from "../figures/table.js";
import { bytesWithin, count, marked, markOf, ratio as ratioText, UNKNOWN } from "../format.js";
import { table } from "../markdown-table.js";
import { type ComparedMetric, comparedMetricsOf } from "../ratios.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { list } from "./words.js";

export const named = ({ approach, generatorVerdict }: Row): string => marked(`\`${approach}\``, generatorVerdict);

export const figureRows = (rows: readonly Row[], names: readonly FigureName[]): string[][] =>
  names.map((name) => [tableOfFigures[name].label, ...rows.map((row) => figureText(row, name))]);

const figureTable = (rows: readonly Row[], names: readonly FigureName[], more: readonly string[][] = []): string =>
  table(["", ...rows.map(named)], [...figureRows(rows, names), ...more]);

/**
 * Counts that matter more than any ratio. In most runs they are 0 for all approaches, and a ratio of them would say nothing.
 */
const countedNames = ["undelivered", "duplicates", "outOfOrder"] as const;
const countedLabels = {
  undelivered: "undelivered",
  duplicates: "delivered twice",
  outOfOrder: "out of order",
} as const;

/** With one other approach the ratio stands in the same line. With more approaches, ratios have a table of their own. */
export function comparison(tables: Tables): string {
  const { summary: rows, ratios: found } = tables;
  const others = [...new Set(found.map(({ approach }) => approach))];
  const cells = (metric: ComparedMetric): string[] =>
    others.map((other) => ratioText(found.find((one) => one.approach === other && one.metric === metric)!));
  const heads = others.map((other) => `\`${other}\` ÷ \`${found[0]!.reference}\``);
  const names = comparedMetricsOf(tables.result);
  const inOneTable = others.length === 1;
  const counts = (tables.idle ? [] : countedNames).map((name) => [
    countedLabels[name],
    ...rows.map((row) => count(name === "undelivered" ? undelivered(row) : row[name])),
  ]);
  const figures = figureRows(rows, names).map((line, i) => (inOneTable ? [...line, ...cells(names[i]!)] : line));
  const head = ["", ...rows.map(named), ...(inOneTable ? heads : [])];
  return [
    table(head, [...figures, ...counts.map((line) => (inOneTable ? [...line, ""] : line))]),
    ...(others.length < 2 || found.every(({ ratio }) => ratio === undefined)
      ? []
      : [
          table(
            ["", ...heads],
            names.map((name) => [tableOfFigures[name].label, ...cells(name)]),
          ),
        ]),
    ...(others.length === 0 ? [] : [ratioNote(found, rows)]),
    ...boundNotes(tables),
  ].join("\n\n");
}

function ratioNote(found: readonly Comparison[], summary: readonly Row[]): string {
  const known = found.filter(({ ratio }) => ratio !== undefined);
  if (known.length === 0) return "There is no ratio, for no round is usable on both sides.";
  const counts = known.map((one) => one.rounds);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const leftOut = Math.max(...known.map((one) => one.leftOut));
  const rounds = `${fewest === most ? most : `${fewest} to ${most}`} round${most === 1 ? "" : "s"}${leftOut === 0 ? "" : `, up to ${leftOut} left out`}`;
  const confidences = known.map(({ confidence }) => confidence).filter((confidence) => confidence !== undefined);
  const interval =
    confidences.length === 0
      ? "fewer than 6 give no interval"
      : `in brackets the exact signed-rank interval at ${(Math.min(...confidences) * 100).toFixed(1)} %`;
  return `Ratios pair the rounds (Hodges–Lehmann estimate over ${rounds}; ${interval}), so they may differ from the quotient of the columns, which are taken over all rounds together.${farApart(found, summary)} An interval that holds 1 shows no difference, and each speaks for itself only: what may be repeated stands at the top, and comparison.csv says of each ratio why it does or does not.`;
}

/** Says what the marks at the heads of columns mean in this run. */
function boundNotes({ result, summary }: Tables): string[] {
  const marked = [
    ["generator-bound", "generatorBoundRounds", "The columns hold them, the ratios leave them out."],
    ["disturbed", "disturbedRounds", "The columns and the ratios hold them, which widens the intervals."],
  ] as const;
  return marked.flatMap(([verdict, key, held]) => {
    const told = new Map<string, string[]>();
    for (const row of summary.filter(({ generatorVerdict }) => generatorVerdict === verdict)) {
      const why = reasonsOf(result, row.approach, verdict);
      const text = `${row[key]} of ${row.rounds}${why === "" ? "" : ` (${why})`}`;
      told.set(text, [...(told.get(text) ?? []), `\`${row.approach}\``]);
    }
    if (told.size === 0) return [];
    const counts = [...told].map(([text, names]) => `by ${list(names)} ${text}`);
    return [`${markOf(verdict)} Rounds that were ${verdict}: ${counts.join("; ")}. ${held}`];
  });
}

/** From this factor on, a ratio and the quotient of its columns are no longer "about the same". */
const FAR_APART = 1.25;

/** A reader who divides the columns may get another number than the ratio beside them. This explains why. */
function farApart(found: readonly Comparison[], summary: readonly Row[]): string {
  const figureOf = (name: string, metric: ComparedMetric): number =>
    summary.find(({ approach }) => approach === name)?.[metric] ?? Number.NaN;
  const far = found.filter(({ approach, reference, metric, ratio }) => {
    const quotient = figureOf(approach, metric) / figureOf(reference, metric) / (ratio ?? Number.NaN);
    return quotient > 0 && Math.max(quotient, 1 / quotient) >= FAR_APART;
  });
  if (far.length === 0) return "";
  const which = far.map(({ approach, metric }) => `\`${approach}\` ${tableOfFigures[metric].label}`);
  return ` They differ by a quarter or more of ${list(which)}: the rounds were far from alike, or some of them count in the columns alone (see rounds.csv).`;
}

/** The reasons of all rounds with this verdict. They may differ from round to round. */
function reasonsOf({ rounds, hosts }: Result, name: string, verdict: Verdict): string {
  const reasons = rounds.flatMap(({ approaches }) =>
    approaches.flatMap(({ approach, generator }) =>
      approach === name && generator.verdict === verdict ? (reasonText(generator, hosts !== undefined) ?? []) : [],
    ),
  );
  return [...new Set(reasons)].join("; ");
}

const TIMES = { latency: "latency", serviceTime: "service time", ack: "ack", lateness: "lateness", jitter: "jitter" };
const QUANTILES = { P50: "p50", P90: "p90", P99: "p99", P999: "p99.9", Max: "max" };

/** Jitter has a column where an objective asked for it. */
export function latency({ result, summary }: Tables): string {
  const times = (Object.keys(TIMES) as (keyof typeof TIMES)[]).filter(
    (time) => time !== "jitter" || result.scenario.objectives.jitterP99Ms !== undefined,
  );
  const quantiles = Object.keys(QUANTILES) as (keyof typeof QUANTILES)[];
  return table(
    ["", ...times.map((time) => TIMES[time])],
    summary.flatMap((row) =>
      quantiles.map((quantile) => [
        `${named(row)} ${QUANTILES[quantile]}`,
        ...times.map((time) => figureText(row, `${time}${quantile}Ns`)),
      ]),
    ),
  );
}

export function fanOut({ summary }: Tables): string {
  const recipients = ["first", "median", "last"] as const;
  const lines = summary.flatMap((row) =>
    (["P50", "P99"] as const).map((quantile) => [
      `${named(row)} ${QUANTILES[quantile]}`,
      ...recipients.map((which) => figureText(row, `${which}Recipient${quantile}Ns`)),
    ]),
  );
  return table(["latency of an event's", ...recipients.map((which) => `${which} recipient`)], lines);
}

export const MEMORY_PER_CLIENT =
  "Memory per idle client is the slope over the stages in which the clients connected. Its interval is that of the rounds' slopes; with fewer than 6 rounds it is that of one slope through the stages of all of them, and speaks of these rounds alone. It is left empty with fewer than 3 stages or 50 clients (RSS and the kernel's: 1,000, for the first hundreds move into pages that are there anyway), and where the interval holds 0. What the kernel keeps is outside of RSS and contains both ends of each connection, for both are on this machine: about half of it is the service's. Others who open or close connections meanwhile widen its interval.";

const perClient = [
  "serviceRssBytesPerIdleClient",
  "serviceHeldBytesPerIdleClient",
  "kernelBytesPerIdleClient",
] as const;

/** The growth for each client that connected, with its interval. */
export const memoryPerClient = (summary: readonly Row[]): string[][] =>
  perClient.map((name) => [
    tableOfFigures[name].label,
    ...summary.map((row) => bytesWithin(row[name], row[`${name}Low`], row[`${name}High`])),
  ]);

export function cost({ summary }: Tables): string {
  const before = figureRows(summary, [
    "serviceCpuUsPerDelivery",
    "serviceOutsideCpuUsPerDelivery",
    "serviceCpuRatio",
    "serviceIdleCpuRatio",
    "serviceEventLoopUtilisation",
    "serviceEventLoopDelayP99Ns",
    "serviceGarbageCollections",
    "serviceGarbageCollectionMs",
    "serviceRssBeforeBytes",
    "serviceRssIdleBytes",
  ]);
  const after = figureRows(summary, [
    "serviceRssLoadedBytes",
    "serviceRssMaxBytes",
    "wireBytesPerDelivery",
    "wirePayloadBytesPerDelivery",
    "wireOverheadBytesPerDelivery",
    "wireToServiceBytesPerDelivery",
    "wireFromServiceBytesPerDelivery",
    "connectionsOpened",
    "connectionsOpenedBefore",
  ]);
  const during = summary.map((row) => tableOfFigures.connectionsOpenedDuring.format(row.connectionsOpenedDuring));
  const broken = figureRows(summary, ["connectionsBroken"]);
  return [
    table(
      ["", ...summary.map(named)],
      [
        ...before,
        ...memoryPerClient(summary),
        ...figureRows(summary, ["serviceOpenFilesPerIdleClient"]),
        ...after,
        ["of them: while measuring", ...during],
        ...broken,
      ],
    ),
    MEMORY_PER_CLIENT,
  ].join("\n\n");
}

export function generatorHealth({ result, summary: rows }: Tables): string {
  const because = ({ generatorVerdictReason: verdictReason, generatorVerdictWorker: verdictWorker }: Row): string =>
    reasonText({ verdictReason, verdictWorker }, result.hosts !== undefined) ?? UNKNOWN;
  return figureTable(
    rows,
    [
      "generatorCpuRatio",
      "generatorEventLoopUtilisation",
      "generatorEventLoopDelayP99Ns",
      "latenessP50Ns",
      "latenessP99Ns",
      "latenessMaxNs",
      "achievedRateRatio",
      "backlogEvents",
      "generatorCpusForeignRatio",
      "generatorCpusStealRatio",
      "serviceCpusForeignRatio",
      "serviceCpusStealRatio",
      "generatorBoundRounds",
      "disturbedRounds",
      "warmedUpRounds",
      "rounds",
    ],
    [
      ["verdict (worst round)", ...rows.map((row) => row.generatorVerdict ?? UNKNOWN)],
      ["because (worst round)", ...rows.map(because)],
    ],
  );
}

/** The figures round by round: the spread from which the intervals come. */
export function byRound({ result, rounds: rows, idle }: Tables): string {
  const names = idle
    ? (["serviceCpuUsPerClientSecond", "serviceCpuUsPerHeartbeat", "wireBytesPerClientSecond"] as const)
    : (["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"] as const);
  const lines = result.rounds.flatMap(({ number }) =>
    rows
      .filter((row) => row.round === number)
      .map((row) => [
        `${number} ${named(row)}`,
        ...names.map((name) => figureText(row, name)),
        row.generatorVerdict ?? UNKNOWN,
      ]),
  );
  return table(["round", ...names.map((name) => tableOfFigures[name].label), "verdict"], lines);
}
