/**
 * Everything that reports compute from a result. It is computed once, because decoding and merging histograms is most of the
 * work.
 */
import type { Result } from "../result/result.js";
import { type Comparison, compared } from "./comparison.js";
import { labelled } from "./labelled.js";
import { isIdle, ratiosOf } from "./ratios.js";
import { type RoundRow, type Row, roundRows, summaryRows } from "./rows.js";

export interface Tables {
  /** The result with labels in place of addresses (labelled.ts). */
  result: Result;
  /** One row per approach over all rounds. */
  summary: Row[];
  /** One row per round and approach. */
  rounds: RoundRow[];
  /** Every approach compared with the reference, metric by metric, with what may be said of it. */
  ratios: Comparison[];
  /** In a closed loop events have no due times, so nothing can be late. */
  closedLoop: boolean;
  /** Whether the run had no events, and measured idle clients. */
  idle: boolean;
}

export function tabulate(played: Result): Tables {
  const result = labelled(played);
  const summary = summaryRows(result);
  const rounds = roundRows(result);
  const closedLoop =
    summary.some((row) => row.latencyMaxNs !== undefined) && summary.every((row) => row.latenessMaxNs === undefined);
  const idle = isIdle(result);
  const ratios = compared({ result, summary, rounds, ratios: ratiosOf(result, rounds), closedLoop, idle });
  return { result, summary, rounds, ratios, closedLoop, idle };
}
