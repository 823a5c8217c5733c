/**
 * What a month of a workload costs, from the rounds of a measurement. Each round says one number, and the middle of these with its
 * interval is the answer (statistics/signed-rank.ts).
 *
 * A measurement at one rate gives the cost of a delivery: a month costs that, times its deliveries. With several rates there is a
 * line in every round, standing cost + cost per delivery, through the two measured rates that are next to the one asked for. So a
 * step of the connections stays where it was measured.
 */

import { cellsOf, curveRounds } from "../studies/crossover/cells.js";
import type { Within } from "../studies/crossover/found.js";
import { perMonth } from "../studies/crossover/money.js";
import type { Prices } from "../studies/crossover/prices.js";
import { withinOf, withinOfLogs } from "../studies/crossover/within.js";
import type { PointFigures } from "../studies/sweep/record.js";
import { NS_PER_SECOND } from "../units.js";
import { guaranteeOf } from "./distance.js";
import type { Evidence } from "./evidence.js";
import { meanPerSecond, shareOfPeak, type Workload } from "./workload.js";

const HOURS_PER_MONTH = 730;
const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;

/** Of one approach, in one round. What was not measured is absent. */
export interface MonthRound {
  cpuHours?: number;
  /** Both directions, with everything that is not payload. */
  wireBytes?: number;
  rssBytes?: number;
  money?: number;
}
export type Spent = keyof MonthRound;
export const spentNames = ["cpuHours", "wireBytes", "rssBytes", "money"] as const satisfies readonly Spent[];

/** By the name of the approach. At the same place of all lists is the same round. */
export type MonthRounds = Map<string, MonthRound[]>;

/** The rounds in which all of these approaches are sound. One that is sound nowhere must not be among them: see soundNames. */
export function monthRounds(
  workload: Workload,
  evidence: Evidence,
  names: readonly string[],
  prices: Prices | undefined,
): MonthRounds {
  const { rounds: cells } = curveRounds(evidence.points.map((point) => cellsOf(point, names, isDelivering)));
  const share = shareOfPeak(workload);
  const asked = { ...evidence, guarantee: guaranteeOf(workload) };
  const rounds = names.map((_, which): MonthRound[] =>
    cells.map((its) => {
      const points = its.map((cell) => cell[which]!);
      const at = (perSecond: number): PointFigures => figuresAt(workload, points, perSecond);
      const [rest, peak] = [at(workload.perSecond), at(workload.peakPerSecond)];
      return monthOf(mixed(rest, peak, share), (figures) => prices && perMonth(figures, prices, asked));
    }),
  );
  return new Map(names.map((name, which) => [name, rounds[which]!]));
}

/** Where nothing was delivered, a delivery has no cost. */
export const isDelivering = ({ deliveriesPerSecond }: PointFigures): boolean => deliveriesPerSecond > 0;

/** Those that have a sound round at one point at least. */
export const soundNames = ({ points }: Evidence, names: readonly string[]): string[] =>
  names.filter((name) => points.some((point) => cellsOf(point, [name], isDelivering).length > 0));

const grows = ["cpuNsPerSecond", "wireBytesPerSecond", "sentBytesPerSecond"] as const;

/** What this approach would show at that rate of the workload, by the points of one round; these are in the order of their rates. */
export function figuresAt(
  workload: Pick<Workload, "clients" | "recipients">,
  points: readonly PointFigures[],
  eventsPerSecond: number,
): PointFigures {
  const deliveriesPerSecond = eventsPerSecond * workload.recipients;
  const [low, high] = around(points, deliveriesPerSecond);
  const { approach, verdict } = low;
  const figures: PointFigures = {
    ...{ approach, verdict, undelivered: 0, clients: workload.clients, eventsPerSecond, deliveriesPerSecond },
  };
  for (const name of grows) {
    const [one, other] = [low[name], high[name]];
    if (one === undefined || other === undefined) continue;
    figures[name] = costAt([low.deliveriesPerSecond, one], [high.deliveriesPerSecond, other], deliveriesPerSecond);
  }
  const rss = [low.rssBytes, high.rssBytes].filter((bytes) => bytes !== undefined);
  if (rss.length > 0) figures.rssBytes = Math.max(...rss);
  return figures;
}

type Place = readonly [deliveriesPerSecond: number, cost: number];

/** On the line through both places, and never below 0. Of one place: what a delivery cost there. */
export function costAt([x, cost]: Place, [otherX, otherCost]: Place, wanted: number): number {
  if (x === otherX) return (cost / x) * wanted;
  const slope = (otherCost - cost) / (otherX - x);
  return Math.max(0, cost + slope * (wanted - x));
}

/** The two that the rate lies between, or the two at the end that it lies beyond. */
function around(points: readonly PointFigures[], rate: number): readonly [PointFigures, PointFigures] {
  if (points.length === 1) return [points[0]!, points[0]!];
  const above = points.findIndex(({ deliveriesPerSecond }) => deliveriesPerSecond >= rate);
  const high = above < 0 ? points.length - 1 : Math.max(1, above);
  return [points[high - 1]!, points[high]!];
}

/** `share` of the time is as in `peak`. Memory is needed for the peak at all times. */
function mixed(rest: PointFigures, peak: PointFigures, share: number): PointFigures {
  const figures: PointFigures = { ...peak };
  for (const name of ["eventsPerSecond", "deliveriesPerSecond", ...grows] as const) {
    const [one, other] = [rest[name], peak[name]];
    if (one !== undefined && other !== undefined) figures[name] = one * (1 - share) + other * share;
  }
  return figures;
}

function monthOf(figures: PointFigures, moneyOf: (figures: PointFigures) => number | undefined): MonthRound {
  const { cpuNsPerSecond, wireBytesPerSecond, rssBytes } = figures;
  const money = moneyOf(figures);
  return {
    ...(cpuNsPerSecond !== undefined && { cpuHours: (cpuNsPerSecond / NS_PER_SECOND) * HOURS_PER_MONTH }),
    ...(wireBytesPerSecond !== undefined && { wireBytes: wireBytesPerSecond * SECONDS_PER_MONTH }),
    ...(rssBytes !== undefined && { rssBytes }),
    ...(money !== undefined && { money }),
  };
}

/** Over the rounds. Absent where not every round has it. */
export type Month = { [Name in Spent]?: Within };

export function monthWithin(rounds: readonly MonthRound[]): Month {
  const month: Month = {};
  for (const name of spentNames) {
    const values = rounds.flatMap((round) => round[name] ?? []);
    if (values.length === 0 || values.length < rounds.length) continue;
    month[name] = (values.every((value) => value > 0) ? withinOfLogs : withinOf)(values)!;
  }
  return month;
}

export const deliveriesPerMonth = (workload: Workload): number =>
  meanPerSecond(workload) * workload.recipients * SECONDS_PER_MONTH;
