/** The figures that a claim may be judged by: every number of the table of figures, and some that are divided by what they are counted over. */

import { boundOf } from "../reporters/figure-text.js";
import { type FigureName, tableOfFigures } from "../reporters/figures/table.js";
import { number, percent } from "../reporters/format.js";
import { bytesPerIdleClientOf, type KeptKind } from "../reporters/idle-memory.js";
import type { Row } from "../reporters/rows.js";
import type { ApproachRound } from "../result/result.js";

export interface Metric {
  label: string;
  format(value: number | undefined): string;
  /** Undefined where it was not measured. `round` is what the row is made of. */
  of(row: Row, round: ApproachRound): number | undefined;
  /** How wrong it may be, because two hosts stamped it. Absent: it is exact. */
  boundOf?(row: Row): number | undefined;
}

const shareOf =
  (part: keyof Row, whole: keyof Row) =>
  (row: Row): number | undefined => {
    const [some, all] = [row[part], row[whole]];
    return typeof some === "number" && typeof all === "number" && all > 0 ? some / all : undefined;
  };

const shares = {
  connectionsOpenedPerDelivery: {
    label: "connections opened per delivery",
    format: number,
    of: shareOf("connectionsOpenedDuring", "deliveries"),
  },
  undeliveredShare: {
    label: "share of deliveries that were not made",
    format: percent,
    of: ({ expected, deliveries }: Row) =>
      expected !== undefined && deliveries !== undefined && expected > 0
        ? (expected - deliveries) / expected
        : undefined,
  },
  duplicateShare: {
    label: "share of deliveries made again",
    format: percent,
    of: shareOf("duplicates", "deliveries"),
  },
} satisfies Record<string, Metric>;

/**
 * A row leaves the slope of a single round out where it cannot tell it from 0. Judged by the rows, a claim would rest on those
 * rounds that happened to show more than others.
 */
const slopes: Partial<Record<string, KeptKind>> = {
  serviceRssBytesPerIdleClient: "rssBytes",
  serviceHeldBytesPerIdleClient: "heldBytes",
  kernelBytesPerIdleClient: "kernelBytes",
} satisfies Partial<Record<FigureName, KeptKind>>;

interface Labelled {
  label?: string;
  format?(value: number | undefined): string;
}

const figures = Object.entries(tableOfFigures as Record<string, Labelled>).flatMap(([name, { label, format }]) => {
  if (label === undefined || format === undefined) return [];
  const kind = slopes[name];
  const of = (row: Row, round: ApproachRound): number | undefined => {
    const value = kind === undefined ? row[name as keyof Row] : bytesPerIdleClientOf(round, kind);
    return typeof value === "number" ? value : undefined;
  };
  // Alone, a figure is no part of the one above it.
  const alone = label.replace(/^of (?:it|them): /, "").replace(/ \((?:median|worst)\)$/, "");
  const bound = (row: Row): number | undefined => boundOf(row, name as FigureName);
  return [[name, { label: alone, format, of, boundOf: bound }] as [string, Metric]];
});

const all = new Map<string, Metric>([...figures, ...Object.entries(shares)]);

export const metricNames: readonly string[] = [...all.keys()];

/** `name` is one of metricNames. */
export const metricOf = (name: string): Metric => all.get(name)!;
