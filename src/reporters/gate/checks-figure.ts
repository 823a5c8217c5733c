/** The checks of a gate as a forest: head ÷ base with intervals, held against what is tolerated and what would matter. */
import { counted } from "../../counted.js";
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { groupBy } from "../../group-by.js";
import type { Figure } from "../charts/drawing.js";
import { type ForestGroup, forest, type Telling } from "../charts/forest.js";
import { type Look, lookOf } from "../charts/look.js";
import { list } from "../markdown/words.js";
import { levelsAndChange } from "./checks-table.js";
import { change, interval, metricWords, oneLine, share, verdictWords } from "./wording.js";

/** The look of a verdict. Without an interval there is nothing that a verdict could be drawn of. */
const tellings = { regression: "differs", pass: "equal", inconclusive: "unsure" } as const satisfies Record<
  GateCheck["verdict"],
  Telling
>;

const means: Record<Telling, string> = {
  differs: "regression: worse by more than is tolerated",
  equal: "pass: not worse by what would matter",
  unsure: "inconclusive",
  "no-interval": "no interval: too few rounds",
};

const words: Record<GateCheck["verdict"], string> = { regression: ", worse", pass: "", inconclusive: ", undecided" };

/** Changes of a few per cent are what a gate is about. */
const LEAST_RANGE = 1.06;

type Measured = GateCheck & { ratio: number };
const isMeasured = (check: GateCheck): check is Measured => check.ratio !== undefined;

/** An approach looks alike in every chart of a gate. Those that the gate did not have come after all others. */
export function placeOfApproach({ checks }: Pick<GateReport, "checks">, approach: string): number {
  const names = [...new Set(checks.map((check) => check.approach))];
  const place = names.indexOf(approach);
  return place < 0 ? names.length : place;
}

export const lookOfApproach = (report: Pick<GateReport, "checks">, approach: string): Look =>
  lookOf(placeOfApproach(report, approach));

/** Of the checks with that role. Undefined where none of them has a figure. */
export function checksFigure(report: GateReport, role: GateCheck["role"]): Figure | undefined {
  const checks = report.checks.filter((check) => check.role === role);
  const measured = checks.filter(isMeasured);
  if (measured.length === 0) return undefined;
  const approaches = [...new Set(measured.map(({ approach }) => approach))];
  const groups = [...groupBy(measured, ({ metric }) => metric).values()].map((its) => groupOf(report, its));
  const what = role === "gate" ? "gated check" : "advisory check";
  return {
    name: role === "gate" ? "gated" : "advisory",
    title: `Head against base, ${role === "gate" ? "what gates" : "advisory"}`,
    finding: findingOf(checks, what),
    header: ["figure", "approach", "base", "head", "change", "interval", "tolerated", "would matter", "verdict"],
    rows: checks.map((check) => [
      metricWords(oneLine(check.metric)),
      oneLine(check.approach),
      ...levelsAndChange(check),
      share(check.smallestEffect),
      verdictWords[check.verdict],
    ]),
    draw: (width) =>
      forest({
        width,
        groups,
        names: approaches.map((name) => ({ name: oneLine(name), look: lookOfApproach(report, name) })),
        axisName: "head against base, logarithmic: left of the line it is less than in the base, right of it more",
        format: change,
        means,
        zoneName: "shaded: worse, and tolerated",
        limitName: "dashed: so much worse would matter",
        leastRange: LEAST_RANGE,
      }),
  };
}

/** The checks of one metric have one policy. */
function groupOf(report: GateReport, checks: readonly Measured[]): ForestGroup {
  const { metric, better, tolerance, smallestEffect } = checks[0]!;
  const name = metricWords(oneLine(metric));
  const worseBy = (part: number): number => (better === "lower" ? 1 + part : 1 / (1 + part));
  return {
    name: better === "higher" ? `${name}: more is better` : name,
    zone: {
      low: Math.min(1, worseBy(tolerance)),
      high: Math.max(1, worseBy(tolerance)),
      said: `tolerated: worse by ${share(tolerance)}`,
    },
    limit: { at: worseBy(smallestEffect), said: `would matter: worse by ${share(smallestEffect)}` },
    rows: checks.map((check) => ({
      look: lookOfApproach(report, check.approach),
      ratio: check.ratio,
      low: check.low,
      high: check.high,
      telling: check.low === undefined || check.high === undefined ? "no-interval" : tellings[check.verdict],
      said: `${changeText(check)}${words[check.verdict]}`,
    })),
  };
}

const changeText = (check: GateCheck): string =>
  check.low === undefined || check.high === undefined
    ? change(check.ratio)
    : `${change(check.ratio)} (${interval(check)})`;

const verbs: Record<GateCheck["verdict"], readonly [one: string, several: string]> = {
  regression: ["found a regression", "found a regression"],
  inconclusive: ["is undecided", "are undecided"],
  pass: ["passes", "pass"],
};

function findingOf(checks: readonly GateCheck[], what: string): string {
  const parts = (Object.keys(verbs) as GateCheck["verdict"][]).flatMap((verdict) => {
    const times = checks.filter((check) => check.verdict === verdict).length;
    return times === 0 ? [] : [`${times} ${verbs[verdict][times === 1 ? 0 : 1]}`];
  });
  const missing = checks.filter((check) => !isMeasured(check)).length;
  const unmeasured =
    missing === 0 ? "" : ` ${missing} of them ${missing === 1 ? "has" : "have"} no figure, and no line in the picture.`;
  return `Of ${counted(checks.length, what)}, ${list(parts)}.${unmeasured}`;
}
