/** The files of all claims: for machines, as text, and as a page. */
import { CLAIMS_FILE } from "../claims-folder.js";
import type { ClaimRecord, ClaimsRecord, StudyOfClaim } from "../record.js";
import { claimsHtml } from "./claims-html.js";
import { claimsReport } from "./claims-md.js";

export const CLAIMS_MARKDOWN = "claims.md";
export const CLAIMS_PAGE = "claims.html";

/** The page of a study, by its kind. */
const PAGES: Record<string, string> = {
  bench: "report.html",
  sweep: "sweep.html",
  crossover: "sweep.html",
  capacity: "capacity.html",
};

/** `hasPage` says whether the page of a study is there, by its path below the folder; only such a page is linked to. */
export const claimsFiles = (
  record: ClaimsRecord,
  hasPage: (page: string) => boolean = () => true,
): { file: string; text: string }[] => [
  { file: CLAIMS_FILE, text: `${JSON.stringify(record, null, 1)}\n` },
  { file: CLAIMS_MARKDOWN, text: claimsReport(record) },
  {
    file: CLAIMS_PAGE,
    text: claimsHtml(record, (claim, study) => {
      const page = reportOf(claim, study);
      return page !== undefined && hasPage(page) ? page : undefined;
    }),
  },
];

function reportOf({ name, studies }: ClaimRecord, study: string): string | undefined {
  const its: StudyOfClaim | undefined = studies.find((one) => one.name === study);
  const page = its && PAGES[its.kind];
  return its?.folder === undefined || page === undefined ? undefined : `${name}/${its.folder}/${page}`;
}
