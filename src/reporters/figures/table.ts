/**
 * The table of figures: what each is drawn from, how it is called and written for people, and which direction is better. A row is a
 * column of the CSV files by its key, which carries the unit; sections of the report and commands pick from here by that key.
 */
import { firstFigures } from "./first.js";
import { laterFigures } from "./later.js";
import type { Rounds } from "./rounds.js";

export const tableOfFigures = { ...firstFigures, ...laterFigures };

type Table = typeof tableOfFigures;

type Having<Property extends string> = {
  [Key in keyof Table]: Table[Key] extends Record<Property, unknown> ? Key : never;
}[keyof Table];

/** Those that people are shown. */
export type FigureName = Having<"label">;

/** Those by which approaches can be compared. */
export type DirectedFigureName = Having<"better">;

export type Values<Rows> = {
  [Key in keyof Rows]: Rows[Key] extends { of(rounds: Rounds): infer Value } ? Value : never;
};

/** Every row's value for those rounds. */
export function valuesOf<Rows extends Record<string, { of(rounds: Rounds): unknown }>>(
  rows: Rows,
  rounds: Rounds,
): Values<Rows> {
  return Object.fromEntries(Object.entries(rows).map(([key, { of }]) => [key, of(rounds)])) as Values<Rows>;
}
