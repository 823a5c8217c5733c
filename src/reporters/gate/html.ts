/** gate.html: base against head as a page, with what gates as its first chart and the trend of earlier gates. */
import type { GateReport } from "../../gate/gate-report.js";
import { pageHtml, type Section } from "../html/page.js";
import { asText } from "../markdown/words.js";
import { checksFigure } from "./checks-figure.js";
import { checksTable, TABLE_NOTE } from "./checks-table.js";
import { bullets, howMeasured } from "./markdown.js";
import { roundsFigures } from "./rounds-figures.js";
import { armWords, effort, findings, headline, oneLine, seen, verdictWord } from "./wording.js";

/** More would push the first chart off the first screen. The others follow below. */
const TOLD_FIRST = 3;

/** Without a `trend` the page has none: the history is no part of a gate's report. */
export function html(report: GateReport, trend?: Section): string {
  const { scenario, base, head, reason, reasons, checks, warnings, command, startedAt } = report;
  const told = findings(report);
  const others = told.slice(TOLD_FIRST);
  return pageHtml({
    title: headline(report),
    question: `The question: for ${oneLine(scenario)}, is ${armWords(head)} (head) worse than ${armWords(base)} (base) by more than is tolerated?`,
    answer: [
      `**${verdictWord(report)}.** ${asText(reason)}`,
      ...(told.length === 0 ? [] : [bullets(told.slice(0, TOLD_FIRST))]),
      ...(others.length === 0
        ? []
        : [`There ${others.length === 1 ? "is 1 more finding" : `are ${others.length} more findings`} below.`]),
      `${effort(report)}.`,
    ].join("\n\n"),
    warnings: warnings.length === 0 ? undefined : bullets(warnings),
    figure: checksFigure(report, "gate"),
    sections: [
      { title: "More findings", text: others.length === 0 ? undefined : bullets(others) },
      { title: "What the clients saw go wrong", text: reasons.length === 0 ? undefined : bullets(seen(report)) },
      {
        title: "What was watched",
        figures: [checksFigure(report, "advisory")],
        text: checks.length === 0 ? undefined : `${checksTable(report, asText)}\n\n${TABLE_NOTE}`,
      },
      { title: "Round by round", figures: roundsFigures(report) },
      ...(trend === undefined ? [] : [trend]),
      { title: "How it was measured", text: bullets(howMeasured(report)) },
      { title: "See it again", text: `\`\`\`sh\n${oneLine(command)}\n\`\`\`` },
    ],
    footer: `pushbench gate, ${oneLine(startedAt)}`,
  });
}
