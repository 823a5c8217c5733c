/**
 * The rows that every reporter prints, computed once: one per approach over all rounds, and one per round and approach. The table of
 * figures (figures/table.ts) says what a row contains.
 */
import {
  type ApproachRecord,
  type ApproachRound,
  addressOf,
  isSameAddress,
  labelOf,
  type Result,
  type Round,
} from "../result/result.js";
import { firstFigures } from "./figures/first.js";
import { laterFigures } from "./figures/later.js";
import { Rounds } from "./figures/rounds.js";
import { type Values, valuesOf } from "./figures/table.js";

export type Row = { scenario: string; approach: string; transport: string; flow: string } & Values<
  typeof firstFigures
> & {
    guarantee: string;
  } & Values<typeof laterFigures>;

export type RoundRow = Row & { round: number };

/** The row of one approach over any set of its rounds. */
function row(result: Result, approach: ApproachRecord, its: readonly ApproachRound[]): Row {
  const { name: scenario, flow, guarantee } = result.scenario;
  const rounds = new Rounds(its);
  return {
    scenario,
    approach: labelOf(addressOf(approach)),
    transport: approach.transport,
    flow,
    ...valuesOf(firstFigures, rounds),
    guarantee,
    ...valuesOf(laterFigures, rounds),
  };
}

const partOf = ({ approaches }: Round, approach: ApproachRecord): ApproachRound[] =>
  approaches.filter((one) => isSameAddress(one, addressOf(approach)));

/** The columns, in order. */
export const rowKeys = [
  "scenario",
  "approach",
  "transport",
  "flow",
  ...Object.keys(firstFigures),
  "guarantee",
  ...Object.keys(laterFigures),
];

/** One row per approach in the order of the result. Without finished rounds its figures are undefined. */
export const summaryRows = (result: Result): Row[] =>
  result.approaches.map((approach) => {
    const its = result.rounds.flatMap((round) => partOf(round, approach));
    return row(result, approach, its);
  });

/** One row per round and approach. An approach that is missing from a round has no row there. */
export const roundRows = (result: Result): RoundRow[] =>
  result.rounds.flatMap((round) =>
    result.approaches.flatMap((approach) => {
      const its = partOf(round, approach);
      return its.length === 0 ? [] : [{ ...row(result, approach, its), round: round.number }];
    }),
  );
