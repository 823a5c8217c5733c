/** capacity.csv: a line per trial, in the order in which they were played. */
import { toCsv } from "../../../reporters/csv/to-csv.js";
import type { CapacityRecord, TrialFigures } from "../record.js";

const figures = [
  "expected",
  "delivered",
  "deliveriesPerSecond",
  "achievedRateRatio",
  "latencyP50Ms",
  "latencyP99Ms",
  "overtimeMs",
  "serviceCpuRatio",
  "stalledRatio",
  "foreignCpuRatio",
] as const satisfies readonly (keyof TrialFigures)[];

const keys = [
  ...["scenario", "number", "block", "approach", "eventsPerSecond", "timesScenario", "outcome", "reasons"],
  ...["verdict", "verdictReason"],
  ...figures,
  ...["warnings", "folder"],
];

export const capacityCsv = ({ question, trials }: CapacityRecord): string =>
  toCsv(
    keys,
    trials.map(({ rate, reasons, warnings, figures, ...trial }) => ({
      scenario: question.scenario.name,
      ...trial,
      eventsPerSecond: rate,
      reasons: reasons.map(({ code }) => code).join("+"),
      warnings: warnings.join("+"),
      ...figures,
    })),
  );
