/** How fast the clients connected, and how long each of them took. */
import { tableOfFigures } from "../figures/table.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";
import { named } from "./sections.js";

const ways = [
  ["until it could be used", "connectWhole"],
  ["of it: TCP", "connectTcp"],
  ["of it: handshake of TLS", "connectTls"],
] as const;

/** Undefined where clients opened no connections. */
export function connecting({ summary }: Tables): string | undefined {
  const rows = summary.filter(({ connectingConnections }) => connectingConnections !== undefined);
  if (rows.length === 0) return undefined;
  const times = rows.flatMap((row) =>
    ways
      .filter(([, way]) => row[`${way}MaxNs`] !== undefined)
      .map(([label, way]) => [
        `${named(row)} ${label}`,
        ...(["P50Ns", "P99Ns", "MaxNs"] as const).map((at) => tableOfFigures[`${way}${at}`].format(row[`${way}${at}`])),
      ]),
  );
  return [
    table(
      ["", ...rows.map(named)],
      (["connectingConnections", "connectingElapsedNs", "connectsPerSecond"] as const).map((name) => [
        tableOfFigures[name].label,
        ...rows.map((row) => tableOfFigures[name].format(row[name])),
      ]),
    ),
    ...(times.length === 0 ? [] : [table(["how long one took", "p50", "p99", "max"], times)]),
    "Before anything is measured, each generator opens up to 64 connections at a time, so these are the times of a service that many want to reach at once. Connections that the service opens to clients are not among them.",
  ].join("\n\n");
}
