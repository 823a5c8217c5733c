/** claims.html: what claims.md says, with the ratios as pictures, as a page. */

import { type PageLink, pageHtml, type Section } from "../../reporters/html/page.js";
import type { ClaimRecord, ClaimsRecord, ReportOf } from "../record.js";
import { claimText, machineOf, meaningText, summaryTable, summaryText, TITLE } from "./claims-md.js";
import { ratiosFigure } from "./ratios-figure.js";
import { NO_EVIDENCE } from "./words.js";

const QUESTION =
  "The question: which of the sentences that people write about both ways of pushing events hold on this machine, under which condition, and with how much certainty?";

export function claimsHtml(record: ClaimsRecord, reportOf: ReportOf): string {
  const { claims, notPlayed, quick, pushbenchVersion, writtenAt } = record;
  return pageHtml({
    title: TITLE,
    question: QUESTION,
    answer: [summaryText(record), ...(claims.length === 0 ? [] : [summaryTable(claims)])].join("\n\n"),
    ending:
      notPlayed.length === 0
        ? undefined
        : `Not all claims were played: ${notPlayed.map(({ id }) => id).join(", ")} are missing. To go on: \`${record.program} claims --resume\``,
    warnings: quick ? `- ${NO_EVIDENCE}` : undefined,
    figure: ratiosFigure(claims, "claims-ratios", "Every ratio, and the bound from which its claim holds"),
    sections: [
      ...claims.map((claim) => sectionOf(claim, record, reportOf)),
      { title: "What a verdict means", text: meaningText() },
      { title: "Machine", text: machineOf(claims) },
    ],
    footer: `pushbench ${pushbenchVersion}, ${writtenAt}`,
  });
}

function sectionOf(claim: ClaimRecord, record: ClaimsRecord, reportOf: ReportOf): Section {
  const { id, title, studies } = claim;
  const figure = ratiosFigure([claim], `claims-${id.toLowerCase()}`, `${id}: the ratios`);
  const links = studies.flatMap((study): PageLink[] => {
    const path = reportOf(claim, study);
    return path === undefined ? [] : [{ text: `${id}: the whole report of the study ${study.name}`, path }];
  });
  return { title: `${id}: ${title}`, figures: [figure], text: claimText(claim, record), links };
}
