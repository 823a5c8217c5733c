/** comparison.csv: every approach against the reference, figure by figure, as the report compares them. */
import type { Result } from "../../result/result.js";
import { derivedOf } from "../derived.js";
import { columnName, toCsv } from "./to-csv.js";

const keys = [
  "scenario",
  "approach",
  "reference",
  "metric",
  "figure",
  "referenceFigure",
  "ratio",
  "low",
  "high",
  "confidence",
  "rounds",
  "usableRounds",
  "decided",
  "worthAWord",
  "adjustedP",
  "standing",
] as const;

/** The metric is written as the column of summary.csv that holds it, which ends in its unit. */
export const comparisonCsv = (result: Result): string =>
  toCsv(
    keys,
    derivedOf(result).comparison.map((one) => ({
      scenario: result.scenario.name,
      ...one,
      metric: columnName(one.metric),
    })),
  );
