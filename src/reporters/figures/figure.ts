/** A row of the table of figures. */
import type { Rounds } from "./rounds.js";

export interface Figure {
  /**
   * Its name for people. A figure without one stands only in the files. "(median)" means that of the rounds; "worst" and "any
   * round" mean the highest of any round.
   */
  label?: string;
  format?(value: number | undefined): string;
  /** Only of figures by which approaches are compared. */
  better?: "lower" | "higher";
  /** Computes it from any rounds of one approach. Most are numbers, in the unit that the row's key names. */
  of(rounds: Rounds): unknown;
}
