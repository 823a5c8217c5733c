/** Makes everything of an entry's own file. All of it is rendered anew, so nothing else in the folder is trusted. */
import path from "node:path";
import type { GateReport } from "../gate/gate-report.js";
import { parseGateReport } from "../gate/gate-schema.js";
import { gateReporterNames } from "../reporters/gate/gate-reporter-names.js";
import { gateReporters } from "../reporters/gate/registry.js";
import { shortAnswer } from "../reporters/markdown/short-answer.js";
import { asText } from "../reporters/markdown/words.js";
import { parseResult } from "../reporters/read-result.js";
import { reporters } from "../reporters/registry.js";
import { reporterNames } from "../reporters/reporter-names.js";
import type { Result } from "../result/result.js";
import { withTransportFacts } from "../transports/registry.js";
import { type Entry, idOf } from "./entry.js";
import { markdownPage } from "./markdown-page.js";
import { shownStudy } from "./show-study.js";
import type { Shown } from "./shown.js";

/** `root` is where the folder lies, for whoever wants to go on with a study. Throws PushbenchError where the text is not as it should be. */
export function shownOf(root: string, entry: Entry, text: string): Shown {
  const id = idOf(entry);
  switch (entry.file) {
    case "result.json":
      return shownResult(resultOf(text, id));
    case "gate.json":
      return shownGate(parseGateReport(text, id));
    case "study.json":
      return shownStudy(text, id, path.join(root, entry.folder));
  }
}

export const resultOf = (text: string, id: string): Result => withTransportFacts(parseResult(text, id));

function shownResult(result: Result): Shown {
  const others = reporterNames.filter((name) => name !== "json" && name !== "html");
  return {
    answer: () => shortAnswer(result),
    page: reporters.html.file,
    files: () =>
      (["html", ...others] as const).map((name) => {
        const { file, render } = reporters[name];
        return { file, render: () => render(result) };
      }),
  };
}

const GATE_PAGE = "gate.html";

function shownGate(report: GateReport): Shown {
  const others = gateReporterNames.filter((name) => name !== "json");
  return {
    answer: () => asText(`${report.verdict}: ${report.reason}`),
    page: GATE_PAGE,
    files: () => [
      { file: GATE_PAGE, render: () => markdownPage(gateReporters.markdown.render(report)) },
      ...others.map((name) => ({ file: gateReporters[name].file, render: () => gateReporters[name].render(report) })),
    ],
  };
}
