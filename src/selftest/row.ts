import type { ApproachRound } from "../result.js";

/** One line of the self-test: a figure that is known and what pushbench measured. */
export interface Row {
  /** What was measured, of which transport, in which unit. */
  name: string;
  /** Where the known figure comes from. */
  against: string;
  value: number;
  expected: number;
  /** value / expected; absent where nothing was expected. */
  ratio?: number;
  /** How far apart the two may be. */
  band: Band;
  met: boolean;
}

const SHARE = 0.02;
const LEAST_MS = 1;

/** NaN, a value that was not measured, meets none of them. */
const bands = {
  exact: (apart, _expected) => apart === 0,
  "2 %": (apart, expected) => apart <= SHARE * expected,
  "2 % or 1 ms": (apart, expected) => apart <= Math.max(SHARE * expected, LEAST_MS),
  /** A figure that is wrong by nature: the line is met when that shows. */
  "must differ": (apart, expected) => apart > Math.max(SHARE * expected, LEAST_MS),
} satisfies Record<string, (apart: number, expected: number) => boolean>;
export type Band = keyof typeof bands;

export function row(band: Band, known: Pick<Row, "name" | "against" | "value" | "expected">): Row {
  const { value, expected } = known;
  const ratio = expected === 0 ? {} : { ratio: value / expected };
  return { ...known, ...ratio, band, met: bands[band](Math.abs(value - expected), expected) };
}

/** Of services that were not told to lose any. */
export const allDeliveredRow = (study: string, rounds: readonly ApproachRound[]): Row =>
  row("exact", {
    name: `deliveries of all services with ${study}`,
    against: "the schedule",
    value: rounds.reduce((sum, { deliveries }) => sum + deliveries.delivered, 0),
    expected: rounds.reduce((sum, { deliveries }) => sum + deliveries.expected, 0),
  });
