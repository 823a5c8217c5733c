/**
 * The table of figures: what each is computed from, how it is named and written for people, and which direction is better. A row is
 * also a column of the CSV files: its key names the column and has the unit. Sections of the report and commands pick by that key.
 */
import { firstFigures } from "./first.js";
import { laterFigures } from "./later.js";
import type { Rounds } from "./rounds.js";

export const tableOfFigures = { ...firstFigures, ...laterFigures };

type Table = typeof tableOfFigures;

type Having<Property extends string> = {
  [Key in keyof Table]: Table[Key] extends Record<Property, unknown> ? Key : never;
}[keyof Table];

/** The figures that people are shown. */
export type FigureName = Having<"label">;

/** The figures by which approaches can be compared. */
export type DirectedFigureName = Having<"better">;

export type Values<Rows> = {
  [Key in keyof Rows]: Rows[Key] extends { of(rounds: Rounds): infer Value } ? Value : never;
};

/** The value of every row for these rounds. */
export function valuesOf<Rows extends Record<string, { of(rounds: Rounds): unknown }>>(
  rows: Rows,
  rounds: Rounds,
): Values<Rows> {
  return Object.fromEntries(Object.entries(rows).map(([key, { of }]) => [key, of(rounds)])) as Values<Rows>;
}
