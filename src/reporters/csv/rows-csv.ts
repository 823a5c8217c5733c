/** summary.csv and rounds.csv: the rows as they are, in base units. */
import type { Result } from "../../result/result.js";
import { roundRows, rowKeys, summaryRows } from "../rows.js";
import { toCsv } from "./to-csv.js";

/** One line per approach over all rounds. */
export const summaryCsv = (result: Result): string => toCsv(rowKeys, summaryRows(result));

/** One line per round and approach: the round's number, and then the same columns. */
export const roundsCsv = (result: Result): string => toCsv(["round", ...rowKeys], roundRows(result));
