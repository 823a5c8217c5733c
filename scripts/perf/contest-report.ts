/** From the turns of a contest to its rows and its table. Ours is the first contender. */
import { number, percent, perSecond, UNKNOWN } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import { median } from "../../src/statistics/quantile.js";
import type { ContenderTurns, Turn } from "./contest.js";
import type { PerfRow } from "./perf-row.js";
import type { SectionReport } from "./section.js";

/** How a cost is shown: "CPU µs per request", 1000 ns each. */
export interface CostUnit {
  name: string;
  size: number;
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** Undefined when there are no values. */
export function spread(values: readonly number[]): Spread | undefined {
  const middle = median(values);
  return middle === undefined ? undefined : { median: middle, low: Math.min(...values), high: Math.max(...values) };
}

/** Ours ÷ theirs within each round: what disturbs a round disturbs both. */
export const ratios = (ours: readonly Turn[], theirs: readonly Turn[]): number[] =>
  ours.slice(0, theirs.length).map((turn, round) => turn.cost / theirs[round]!.cost);

const userRatios = (ours: readonly Turn[], theirs: readonly Turn[]): number[] =>
  theirs.flatMap(({ userCost }, round) => {
    const own = ours[round]?.userCost;
    return own === undefined || userCost === undefined ? [] : own / userCost;
  });

export function report(title: string, standings: readonly ContenderTurns[], unit: CostUnit): SectionReport {
  const [ours, ...others] = standings;
  if (!ours) throw new Error(`${title}: nobody took part`);
  const rows: PerfRow[] = [];
  const value = spread(ours.turns.map(({ cost }) => cost / unit.size))?.median;
  for (const { name, target, turns } of others) {
    const ratio = spread(ratios(ours.turns, turns))?.median;
    if (value === undefined || ratio === undefined) continue;
    const verdict = target === undefined ? {} : { target, met: ratio <= target };
    rows.push({ name: `${title}: ${unit.name}`, against: name, value, ratio, ...verdict });
  }
  const busy = standings.some(({ turns }) => turns.some(({ ownCore }) => ownCore !== undefined));
  const aimed = standings.some(({ target }) => target !== undefined);
  const header = [
    "",
    unit.name,
    `${ours.name} ÷ it`,
    ...(aimed ? ["target"] : []),
    ...(busy ? ["user mode alone", `${ours.name} ÷ it`, "per second", "own core", "other core"] : []),
  ];
  const absent = standings.flatMap(({ name, missing }) =>
    missing === undefined ? [] : [`${name} left out: ${missing}.`],
  );
  const lines = table(
    header,
    standings.map((standing) => {
      const [name, cost, ratio, target, ...load] = cellsOf(standing, ours, unit);
      return [name!, cost!, ratio!, ...(aimed ? [target!] : []), ...(busy ? load : [])];
    }),
  );
  return { rows, markdown: [`### ${title}`, lines, ...absent].join("\n\n") };
}

function cellsOf({ name, target, turns }: ContenderTurns, ours: ContenderTurns, unit: CostUnit): string[] {
  const ratio = name === ours.name ? undefined : spread(ratios(ours.turns, turns));
  const over = ratio && target !== undefined && ratio.median > target;
  const verdict = target === undefined ? "" : `≤ ${number(target)}${ratio ? (over ? ", missed" : ", met") : ""}`;
  const middle = (pick: (turn: Turn) => number | undefined): number | undefined =>
    median(turns.flatMap((turn) => pick(turn) ?? []));
  return [
    name,
    shown(spread(turns.map(({ cost }) => cost / unit.size))),
    name === ours.name ? "" : shown(ratio),
    verdict,
    numberOr(middle(({ userCost }) => (userCost === undefined ? undefined : userCost / unit.size))),
    name === ours.name ? "" : numberOr(median(userRatios(ours.turns, turns))),
    perSecond(middle(({ operationsPerSecond }) => operationsPerSecond)),
    percent(middle(({ ownCore }) => ownCore)),
    percent(middle(({ otherCore }) => otherCore)),
  ];
}

const numberOr = (value: number | undefined): string => (value === undefined ? UNKNOWN : number(value));

const shown = (figure: Spread | undefined): string =>
  figure === undefined ? UNKNOWN : `${number(figure.median)} (${number(figure.low)}–${number(figure.high)})`;
