import type { ApproachRound } from "../result/result.js";

/** One line of the self-test: a figure that is known, and what pushbench measured. */
export interface StudyRow {
  /** What was measured, of which transport, in which unit. */
  name: string;
  /** Where the known figure comes from. */
  against: string;
  value: number;
  expected: number;
  /** Only where the figure is known to lie between two others; `expected` is their middle. */
  least?: number;
  most?: number;
  /** value / expected. It is absent where nothing was expected. */
  ratio?: number;
  /** How far the two may lie apart. */
  band: Band;
  met: boolean;
  /** The reason why it was not measured. Such a line is neither met nor missed. */
  skipped?: string;
}

const SHARE = 0.02;
const LEAST_MS = 1;

/** NaN stands for a value that was not measured, and meets none of them. */
const bands = {
  exact: (apart, _expected) => apart === 0,
  "2 %": (apart, expected) => apart <= SHARE * expected,
  "2 % or 1 ms": (apart, expected) => apart <= Math.max(SHARE * expected, LEAST_MS),
  /** The figure is wrong by nature, and the line is met when that shows. */
  "must differ": (apart, expected) => apart > Math.max(SHARE * expected, LEAST_MS),
  /** The expected figure is the middle of two limits, and the reach is half of their distance. */
  between: (apart, _expected, reach = Number.NaN) => apart <= reach,
} satisfies Record<string, (apart: number, expected: number, reach?: number) => boolean>;
export type Band = keyof typeof bands;

export function row(band: Band, known: Pick<StudyRow, "name" | "against" | "value" | "expected">): StudyRow {
  const { value, expected } = known;
  const ratio = expected === 0 ? {} : { ratio: value / expected };
  return { ...known, ...ratio, band, met: bands[band](Math.abs(value - expected), expected) };
}

/** A figure that an independent witness bounds on both sides. */
export function rowBetween(
  known: Pick<StudyRow, "name" | "against" | "value"> & { least: number; most: number },
): StudyRow {
  const { value, least, most } = known;
  const expected = (least + most) / 2;
  const met = bands.between(Math.abs(value - expected), expected, (most - least) / 2);
  return { ...known, expected, ratio: value / expected, band: "between", met };
}

/** Lines that could not be measured, as one: what is not measured is not met. */
export const skippedRow = (name: string, why: string): StudyRow => ({
  name,
  against: `not measured: ${why}`,
  value: Number.NaN,
  expected: Number.NaN,
  band: "between",
  met: false,
  skipped: why,
});

/** The row for services that were not told to lose any delivery. */
export const allDeliveredRow = (study: string, rounds: readonly ApproachRound[]): StudyRow =>
  row("exact", {
    name: `deliveries of all services with ${study}`,
    against: "the schedule",
    value: rounds.reduce((sum, { deliveries }) => sum + deliveries.delivered, 0),
    expected: rounds.reduce((sum, { deliveries }) => sum + deliveries.expected, 0),
  });
