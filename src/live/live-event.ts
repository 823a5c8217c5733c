/** What the live page is told: what happens in a run, and in a study which point is in play. */
import type { RunEvent } from "../bench/run-events.js";
import type { RoundFigures } from "./round-figures.js";

export type LiveEvent = RunEvent | PointStarted | PointFinished;

/** A bench of a study begins. */
export interface PointStarted {
  type: "point-started";
  /** What is played, as the progress line says it. */
  name: string;
  /** What the rounds of this point showed that are played already. */
  played: readonly (readonly RoundFigures[])[];
  /** How much of the study is played, 0…1, where it knows that; others know how long they still take. */
  doneRatio?: number;
  leftSeconds?: number;
}

export interface PointFinished {
  type: "point-finished";
  /** What it showed, as the progress line says it. */
  text: string;
  /** Markdown: what the study answers so far. */
  answer?: string;
}
