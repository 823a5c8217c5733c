/** Only of services in several processes: how even they are, and what the bus between them costs. */
import { tableOfFigures } from "../figures/table.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";
import { named } from "./sections.js";
import { list } from "./words.js";

const names = [
  "serviceProcesses",
  "serviceBusiestProcessCpuRatio",
  "serviceIdlestProcessCpuRatio",
  "servicePrimaryCpuUsPerDelivery",
  "serviceBusCpuUsPerDelivery",
  "serviceBusBytesPerDelivery",
  "serviceBusRssBytes",
] as const;

/** The section is undefined where every service was one process. */
export function severalProcesses({ result, summary }: Tables): string | undefined {
  const rows = summary.filter((row) => row.serviceProcesses !== undefined);
  if (rows.length === 0) return undefined;
  const rounds = result.rounds.flatMap(({ approaches }) => approaches);
  const buses = [...new Set(rounds.flatMap(({ service }) => service.bus?.software ?? []))];
  const bus = buses.length === 0 ? "" : ` The bus is ${list(buses)}, with persistence off.`;
  const note = `The service's CPU and RSS above are sums: of its processes, of the primary that starts them and hands out connections, and of the bus. Its event loop is that of the busiest process. Wire bytes are those between clients and service; the bus's bytes come on top.${bus}`;
  return [
    table(
      ["", ...rows.map(named)],
      names.map((name) => [tableOfFigures[name].label, ...rows.map((row) => tableOfFigures[name].format(row[name]))]),
    ),
    note,
  ].join("\n\n");
}
