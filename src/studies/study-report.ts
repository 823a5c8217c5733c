/** What is rendered of a study, of whatever kind it is: from study.json alone, as often as somebody wants. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { CapacityRecord } from "./capacity/record.js";
import { capacityFiles } from "./capacity/report/capacity-files.js";
import { parseCapacity } from "./capacity/study-schema.js";
import type { SweepRecord } from "./sweep/record.js";
import { sweepFiles } from "./sweep/report/sweep-files.js";
import { parseSweep } from "./sweep/sweep-schema.js";

export type AnyStudy = CapacityRecord | SweepRecord;

/** `file` is only the name that errors show. Throws PushbenchError study-invalid. */
export const parseStudy = (text: string, file: string): AnyStudy =>
  kindOf(text) === "capacity" ? parseCapacity(text, file) : parseSweep(text, file);

function kindOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { study?: unknown } | null)?.study;
  } catch {
    return undefined; // whoever parses it next says why
  }
}

export const isOfPoints = (study: AnyStudy): study is SweepRecord => study.study === "sweep";

/** Its files for readers. `directory` is where they lie, and where the results of its benches may have reports. */
export function studyFiles(study: AnyStudy, directory: string): { file: string; text: string }[] {
  const hasReport = hasReportIn(directory);
  return isOfPoints(study) ? sweepFiles(study, directory, hasReport) : capacityFiles(study, directory, hasReport);
}

/** The folders of its results, of those that were played, relative to its own. */
export const resultFolders = (study: AnyStudy): string[] =>
  isOfPoints(study)
    ? study.points.filter(({ rounds }) => rounds.length > 0).map(({ folder }) => folder)
    : study.trials.map(({ folder }) => folder);

const hasReportIn =
  (directory: string) =>
  (folder: string): boolean =>
    existsSync(path.join(directory, folder, "report.html"));
