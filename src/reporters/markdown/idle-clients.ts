/** What idle clients cost, in a run without events: estimates with their intervals over the rounds, one column per approach. */
import { signedRankEstimate } from "../../statistics/signed-rank.js";
import { tableOfFigures } from "../figures/table.js";
import { count, UNKNOWN, within } from "../format.js";
import { table } from "../markdown-table.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { problems } from "./deliveries.js";
import { figureRows, MEMORY_PER_CLIENT, memoryPerClient, named } from "./sections.js";
import { code, list } from "./words.js";

const costs = ["serviceCpuUsPerClientSecond", "serviceCpuUsPerHeartbeat", "wireBytesPerClientSecond"] as const;
export type IdleCost = (typeof costs)[number];

const NOTE =
  "The first three lines are estimates over the rounds, with their intervals. CPU is that of the whole process: what it takes without any client is part of it, and shows where few clients share it. A heartbeat is a ping with its pong, or a comment in a stream.";

/** Undefined where the run had events. */
export function idleClients(tables: Tables): string | undefined {
  if (!tables.idle) return undefined;
  const { summary } = tables;
  const lines = [
    ...costs.map((name) => [tableOfFigures[name].label, ...summary.map((row) => estimated(tables, row, name))]),
    ...figureRows(summary, [
      "heartbeatsPerSecond",
      "serviceCpuRatio",
      "serviceEventLoopUtilisation",
      "serviceGarbageCollections",
      "serviceRssBeforeBytes",
      "serviceRssIdleBytes",
    ]),
    ...memoryPerClient(summary),
    ...figureRows(summary, [
      "serviceOpenFilesPerIdleClient",
      "serviceRssMaxBytes",
      "connectionsOpened",
      "connectionsOpen",
      "connectionsClosed",
      "connectionsBroken",
    ]),
  ];
  const found = problems(tables);
  return [
    table(["", ...summary.map(named)], lines),
    `${NOTE} ${MEMORY_PER_CLIENT}`,
    ...(found === undefined ? [] : [found]),
  ].join("\n\n");
}

/** "5.96 µs (5.71 µs–6.20 µs)"; in fewer than 6 rounds without the interval. */
function estimated({ rounds }: Tables, { approach }: Row, name: IdleCost): string {
  const values = rounds.flatMap((row) => (row.approach === approach ? (row[name] ?? []) : []));
  const found = signedRankEstimate(values);
  if (found === undefined) return UNKNOWN;
  return within(tableOfFigures[name].format, found.estimate, found.interval);
}

/** For the headline: what a client costs, and what is left of the connections. */
export function idleLines(tables: Tables): string[] {
  const { result, summary } = tables;
  const each = (figure: (row: Row) => string): string =>
    list(summary.map((row) => `${figure(row)} by ${code(row.approach)}`));
  const cpu = summary.every(({ serviceCpuUsPerClientSecond: us }) => us === undefined)
    ? "unknown"
    : each((row) => estimated(tables, row, "serviceCpuUsPerClientSecond"));
  const open = each((row) => `${count(row.connectionsOpen)} open at the end`);
  return [
    `**Service CPU per idle client and second**, of ${count(result.scenario.clients)} clients with nothing but heartbeats: ${cpu}.`,
    `**Connections:** ${open}.${broken(summary)}`,
  ];
}

function broken(summary: readonly Row[]): string {
  const having = summary.filter(({ connectionsBroken }) => connectionsBroken);
  if (having.length === 0) return "";
  const counts = having.map(({ approach, connectionsBroken }) => `${count(connectionsBroken)} by ${code(approach)}`);
  return ` **Found broken: ${list(counts)}.**`;
}
