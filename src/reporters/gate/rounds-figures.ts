/** The rounds that count, one by one: head against base in each, so that one sees what the middle hides. */
import type { GateCheck, GateReport } from "../../gate/gate-report.js";
import { groupBy } from "../../group-by.js";
import { curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { number } from "../format.js";
import { lookOfApproach } from "./checks-figure.js";
import { change, figure, metricWords, oneLine } from "./wording.js";

/** One figure for each metric that gates and has rounds to compare. */
export function roundsFigures(report: GateReport): Figure[] {
  const gated = report.checks.filter(({ role, perRound }) => role === "gate" && perRound.length > 1);
  return [...groupBy(gated, ({ metric }) => metric).values()].map((checks, i) => figureOf(report, checks, i + 1));
}

const ratioOf = ({ base, head }: GateCheck["perRound"][number]): number => head / base;

function figureOf(report: GateReport, checks: readonly GateCheck[], place: number): Figure {
  const { metric, better } = checks[0]!;
  const label = metricWords(oneLine(metric));
  return {
    name: `by-round-${place}`, // a metric's name may have what no id may have
    title: `By round: ${label}, head against base`,
    finding: `${checks.map((check) => `${oneLine(check.approach)}: ${range(check)}`).join("; ")}.`,
    header: ["round that counts", "approach", "base", "head", "change"],
    rows: checks.flatMap(({ approach, unit, perRound }) =>
      perRound.map((round, i) => [
        `${i + 1}`,
        oneLine(approach),
        figure(round.base, unit),
        figure(round.head, unit),
        change(ratioOf(round)),
      ]),
    ),
    draw: (width) =>
      curves({
        width,
        panels: [
          {
            title: "",
            curves: checks.map(({ approach, perRound }) => ({
              name: oneLine(approach),
              look: lookOfApproach(report, approach),
              hasMarks: true,
              points: perRound.map((round, i) => ({
                x: i + 1,
                y: ratioOf(round),
                said: `${oneLine(approach)}, round ${i + 1}: ${change(ratioOf(round))}`,
              })),
            })),
          },
        ],
        x: { kind: "linear", name: "rounds that count, in the order in which they ran", format: number },
        y: { kind: "log", name: `head against base, ${better} is better`, format: change },
        panelHeight: 170,
      }),
  };
}

function range({ perRound }: GateCheck): string {
  const ratios = perRound.map(ratioOf);
  return `${change(Math.min(...ratios))} to ${change(Math.max(...ratios))} in ${ratios.length} rounds`;
}
