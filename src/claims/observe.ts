/** What the rounds of results say of a measure: a ratio, a difference or a level, with the interval over the rounds. */

import { type RoundRow, roundRows } from "../reporters/rows.js";
import { type ApproachRound, labelOf, type Result } from "../result/result.js";
import { type Bounded, boundedEstimate, boundedRatio } from "../statistics/bounded-ratio.js";
import type { At, Measure } from "./claim-schema.js";
import { metricOf } from "./metrics.js";
import { isSameAt } from "./points.js";
import type { MeasureRecord } from "./record.js";

export interface ResultAt {
  at: At;
  result: Result;
}

export type Seen = Pick<MeasureRecord, "observed" | "said" | "rounds" | "leftOut">;
type OfRounds = Extract<Measure, { kind: "ratio" | "difference" | "level" }>;

/** Rounds are paired by their numbers: those of one study had the same events and the same machine. */
export function observeRounds(measure: OfRounds, results: readonly ResultAt[]): Seen {
  const { of, boundOf } = metricOf(measure.metric);
  const read = ({ row, round }: Played): Required<Bounded> => ({ value: of(row, round), bound: boundOf?.(row) ?? 0 });
  const sides = measure.kind === "level" ? [measure.of] : [measure.of, measure.to];
  const columns = sides.map(({ approach, at = {} }) => {
    const result = results.find((one) => isSameAt(one.at, at))?.result;
    const played = result === undefined ? [] : playedBy(result, approach);
    return new Map(
      played.map((one) => [one.row.round, measure.generatorCounts || isUsable(one.row) ? read(one) : UNKNOWN]),
    );
  });
  const numbers = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
  const missing = sides.find((_, i) => [...columns[i]!.values()].every(({ value }) => value === undefined));
  if (missing !== undefined) {
    const label = `the ${metricOf(measure.metric).label} of ${missing.approach}`;
    const why =
      numbers.length === 0 ? "was not measured" : "is unknown: the generator was the limit, or it was too little";
    return { rounds: 0, leftOut: numbers.length, said: `${label} ${why}` };
  }
  const [ones, others] = columns.map((column) => numbers.map((number) => column.get(number) ?? UNKNOWN));
  if (measure.kind === "ratio") return ratioSeen(boundedRatio(ones!, others!));
  const values = ones!.flatMap((one, i) => {
    const other = others === undefined ? NOTHING : others[i]!;
    if (one.value === undefined || other.value === undefined) return [];
    return [{ value: one.value - other.value, bound: one.bound! + other.bound! }];
  });
  const found = boundedEstimate(values);
  const counted = { rounds: values.length, leftOut: numbers.length - values.length };
  if (found === undefined) return { ...counted, said: "no round has both figures" };
  return { observed: { estimate: found.estimate, ...found.interval }, ...counted };
}

interface Played {
  row: RoundRow;
  round: ApproachRound;
}

const playedBy = (result: Result, approach: string): Played[] =>
  roundRows(result)
    .filter((row) => row.approach === approach)
    .map((row) => {
      const { approaches } = result.rounds.find(({ number }) => number === row.round)!;
      return { row, round: approaches.find((one) => labelOf(one) === approach)! };
    });

const UNKNOWN: Required<Bounded> = { value: undefined, bound: 0 };
const NOTHING: Required<Bounded> = { value: 0, bound: 0 };

/** The generator says little of a service where it was the limit itself. */
const isUsable = ({ generatorVerdict }: RoundRow): boolean => generatorVerdict !== "generator-bound";

function ratioSeen({ ratio, rounds, leftOut, ...interval }: ReturnType<typeof boundedRatio>): Seen {
  if (ratio === undefined) return { rounds, leftOut, said: "no round has both figures above 0" };
  return { observed: { estimate: ratio, ...interval }, rounds, leftOut };
}
