/** Makes everything of an entry's own file. All of it is rendered anew, so nothing else in the folder is trusted. */
import type { GateReport } from "../gate/gate-report.js";
import { parseGateReport } from "../gate/gate-schema.js";
import { gateReporterNames } from "../reporters/gate/gate-reporter-names.js";
import { type GateReporter, gateReporters } from "../reporters/gate/registry.js";
import { shortAnswer } from "../reporters/markdown/short-answer.js";
import { asText } from "../reporters/markdown/words.js";
import { parseResult } from "../reporters/read-result.js";
import { reporters } from "../reporters/registry.js";
import { isOneFile, reporterNames } from "../reporters/reporter-names.js";
import type { Result } from "../result/result.js";
import { withTransportFacts } from "../transports/registry.js";
import { trendSection } from "../trend/gate-trend.js";
import { historyEntry } from "../trend/history.js";
import { type Entry, idOf } from "./entry.js";
import { type StudyPlace, shownStudy } from "./show-study.js";
import type { Shown } from "./shown.js";

/** Throws PushbenchError where the text is not as it should be. `gates` are those with which a gate's page has its trend. */
export function shownOf(
  entry: Entry,
  text: string,
  place: Omit<StudyPlace, "id">,
  gates?: readonly GateReport[],
): Shown {
  const id = idOf(entry);
  switch (entry.file) {
    case "result.json":
      return shownResult(resultOf(text, id));
    case "gate.json":
      return shownGate(parseGateReport(text, id), gates);
    case "study.json":
      return shownStudy(text, { id, ...place });
  }
}

export const resultOf = (text: string, id: string): Result => withTransportFacts(parseResult(text, id));

function shownResult(result: Result): Shown {
  // Its page has the charts.
  const names = reporterNames.filter(isOneFile).filter((name) => name !== "json");
  return {
    answer: () => shortAnswer(result),
    page: reporters.html.file,
    files: () =>
      names.map((name) => {
        const { file, render } = reporters[name];
        return { file, render: () => render(result) };
      }),
  };
}

function shownGate(report: GateReport, gates?: readonly GateReport[]): Shown {
  const trend = gates && trendSection(gates.map(historyEntry), report, "folder");
  const names = gateReporterNames.filter((name) => name !== "json");
  return {
    answer: () => asText(`${report.verdict}: ${report.reason}`),
    page: gateReporters.html.file,
    files: () =>
      names.map((name) => {
        const { file, render }: GateReporter = gateReporters[name];
        return { file, render: () => render(report, trend) };
      }),
  };
}
