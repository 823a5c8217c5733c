/** The files of all claims: for machines, as text, and as a page. */
import { CLAIMS_FILE } from "../claims-folder.js";
import type { ClaimsRecord, ReportOf } from "../record.js";
import { claimsHtml } from "./claims-html.js";
import { claimsReport } from "./claims-md.js";

export const CLAIMS_MARKDOWN = "claims.md";
export const CLAIMS_PAGE = "claims.html";

/** The report of a study, by its kind, and without the ending of the file's name. */
const REPORTS: Record<string, string> = {
  bench: "report",
  sweep: "sweep",
  crossover: "sweep",
  capacity: "capacity",
};

/** `hasPage` says whether the report of a study is there, by its path below the folder; only such a report is linked to. */
export const claimsFiles = (
  record: ClaimsRecord,
  hasPage: (page: string) => boolean = () => true,
): { file: string; text: string }[] => {
  const reportsAs =
    (ending: string): ReportOf =>
    ({ name }, { kind, folder }) => {
      const report = REPORTS[kind];
      const page = `${name}/${folder}/${report}.${ending}`;
      return folder !== undefined && report !== undefined && hasPage(page) ? page : undefined;
    };
  return [
    { file: CLAIMS_FILE, text: `${JSON.stringify(record, null, 1)}\n` },
    { file: CLAIMS_MARKDOWN, text: claimsReport(record, reportsAs("md")) },
    { file: CLAIMS_PAGE, text: claimsHtml(record, reportsAs("html")) },
  ];
};
