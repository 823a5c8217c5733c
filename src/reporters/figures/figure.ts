/** A row of the table of figures. */
import type { Rounds } from "./rounds.js";

export interface Figure {
  /**
   * As people read it; what has none stands only in the files. "(median)": of the rounds. "worst", "any round": the highest
   * of any.
   */
  label?: string;
  format?(value: number | undefined): string;
  /** Where approaches are compared by it. */
  better?: "lower" | "higher";
  /** From any rounds of one approach; most are numbers, in the unit that the row's key names. */
  of(rounds: Rounds): unknown;
}
