/** The table that the formats for people share: a line per metric and approach. */
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { table } from "../markdown-table.js";
import { change, figure, interval, metricWords, oneLine, share, verdictWords } from "./wording.js";

/** The verdict is where a narrow screen shows it, too. */
const HEADER = ["", "verdict", "base", "head", "change", "interval", "tolerated", "detectable"];

export const checksTable = ({ checks }: GateReport, name = oneLine): string => table(HEADER, checks.map(row(name)));

const row =
  (name: (approach: string) => string) =>
  (check: GateCheck): string[] => [
    `${name(check.approach)} ${metricWords(oneLine(check.metric))}`,
    check.role === "gate" ? verdictWords[check.verdict] : `(${verdictWords[check.verdict].toLowerCase()})`,
    ...levelsAndChange(check),
    share(check.detectableEffect),
  ];

/** From base to tolerated. */
export const levelsAndChange = (check: GateCheck): string[] => [
  figure(check.base, check.unit),
  figure(check.head, check.unit),
  change(check.ratio),
  interval(check),
  share(check.tolerance),
];

export const TABLE_NOTE =
  "Change is head against base, by rounds in pairs; the levels are those that this change lies between. Tolerated is what is not yet called worse; detectable, the smallest change that these rounds would have found with 95 % probability. A verdict in brackets is advisory and fails nothing.";
