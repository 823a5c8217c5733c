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
import { latencyBoundNs } from "./clock-bound.js";
import { firstFigures } from "./figures/first.js";
import { laterFigures } from "./figures/later.js";
import { Rounds } from "./figures/rounds.js";
import { type Values, valuesOf } from "./figures/table.js";

export type Row = { scenario: string; approach: string; transport: string; flow: string } & Values<
  typeof firstFigures
> & {
    guarantee: string;
  } & Values<typeof laterFigures> & {
    /** How wrong a time between clients and service may be, because two hosts stamped it. Undefined: no fleet played. */
    latencyBoundNs: number | undefined;
  };

export type RoundRow = Row & { round: number };

/** The row of one approach over any set of rounds. */
function row(result: Result, approach: ApproachRecord, played: readonly Round[]): Row {
  const { name: scenario, flow, guarantee } = result.scenario;
  const rounds = new Rounds(played.flatMap((round) => partOf(round, approach)));
  return {
    scenario,
    approach: labelOf(addressOf(approach)),
    transport: approach.transport,
    flow,
    ...valuesOf(firstFigures, rounds),
    guarantee,
    ...valuesOf(laterFigures, rounds),
    latencyBoundNs: latencyBoundNs(result, approach, played),
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
  "latencyBoundNs",
];

/** One row per approach in the order of the result. Without finished rounds its figures are undefined. */
export const summaryRows = (result: Result): Row[] =>
  result.approaches.map((approach) => row(result, approach, result.rounds));

/** One row per round and approach. An approach that is missing from a round has no row there. */
export const roundRows = (result: Result): RoundRow[] =>
  result.rounds.flatMap((round) =>
    result.approaches.flatMap((approach) =>
      partOf(round, approach).length === 0 ? [] : [{ ...row(result, approach, [round]), round: round.number }],
    ),
  );
