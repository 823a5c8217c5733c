/** All that is rendered of a sweep. */
import type { SweepRecord } from "../record.js";
import { sweepCsv } from "./sweep-csv.js";
import { SWEEP_PAGE, sweepHtml } from "./sweep-html.js";
import { sweepReport } from "./sweep-md.js";

/** They stand beside study.json. `directory` and `hasReport` are as of its page. */
export const sweepFiles = (
  record: SweepRecord,
  directory: string,
  hasReport?: (folder: string) => boolean,
): { file: string; text: string }[] => [
  { file: "sweep.csv", text: sweepCsv(record) },
  ...sweepReport(record, directory),
  { file: SWEEP_PAGE, text: sweepHtml(record, directory, hasReport) },
];
