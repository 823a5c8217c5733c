/** Cost lines, what they do not explain, and the steps that no line runs through. */
import { number, perSecond, ratio } from "../../../reporters/format.js";
import { code } from "../../../reporters/markdown/words.js";
import { table } from "../../../reporters/markdown-table.js";
import type { ConnectionCliff, CostLine, CurveFindings, CurvePoint, SweepFindings } from "../found.js";
import { sideOf } from "../within.js";
import { where } from "./answers.js";
import { withinText, wordsOf } from "./words.js";

/** Empty where there is no line. */
export function costLines(findings: SweepFindings): string {
  return findings.curves
    .filter(({ lines }) => lines.length > 0)
    .map((curve) =>
      [where(curve), lineTable(curve, findings), ...curve.cliffs.map((cliff) => cliffText(cliff, findings))]
        .filter((part) => part !== "")
        .join("\n\n"),
    )
    .join("\n\n");
}

function lineTable({ lines, points }: CurveFindings, findings: SweepFindings): string {
  const along = lines[0]!.along === "clients" ? "client" : "delivery";
  const rows = lines.map((line) => {
    const { amount, standingPer, title } = wordsOf(line.currency, findings);
    const per = line.along === "clients" ? standingPer : line.currency === "money" ? standingPer : "";
    return [
      code(line.approach),
      line.connections === undefined ? title : `${title}, connections ${line.connections}`,
      `${withinText(line.standing, amount)}${standingPer}`,
      `${withinText(line.perUnit, amount)}${per}`,
      `${line.points.length} × ${line.rounds}`,
      unexplained(line, points),
    ];
  });
  return table(["approach", "in", "standing cost", `+ per ${along}`, "points × rounds", "not explained"], rows, {
    wordColumns: 2,
  });
}

/** The points that surely lie beside the line, farthest first. */
function unexplained({ residuals }: CostLine, points: readonly CurvePoint[]): string {
  if (residuals === undefined) return "two points lie on any line";
  const beside = residuals
    .filter((residual) => sideOf(residual.ratio, 1) !== 0)
    .sort((one, other) => Math.abs(Math.log(other.ratio.estimate)) - Math.abs(Math.log(one.ratio.estimate)));
  const texts = beside.map(({ point, ratio: { estimate, low, high } }) => {
    const { value } = points.find(({ number }) => number === point)!;
    return `at ${number(value)}: ${ratio({ ratio: estimate, low, high })}`;
  });
  return texts.length === 0 ? "nothing" : texts.slice(0, 3).join("; ");
}

export function cliffText({ approach, from, to, steps, costs }: ConnectionCliff, findings: SweepFindings): string {
  const ends = [
    ...(from === undefined ? [] : [`at ${rates(from)} and below, as good as every delivery opens a connection`]),
    ...(to === undefined ? [] : [`at ${rates(to)} and above, connections stay`]),
  ];
  const dearer = steps.map(({ currency, ratio: step }) => {
    const { title } = wordsOf(currency, findings);
    const isSure = sideOf(step, 1) !== 0;
    return `${title}: ${ratio({ ...step, ratio: step.estimate })}${isSure ? "" : ", which is not surely a step"}`;
  });
  const what =
    dearer.length === 0
      ? ""
      : ` A delivery before it costs so many times what the line beyond it says: ${dearer.join("; ")}.`;
  return `**The connections of ${code(approach)} have a step:** ${ends.join("; ")}.${what}${connections(costs, findings)}`;
}

/** Only what surely is a cost. Money per connection and second for a month is nothing that anybody pays. */
function connections(costs: ConnectionCliff["costs"], findings: SweepFindings): string {
  const texts = costs
    .filter(({ currency, perConnection }) => currency !== "money" && sideOf(perConnection, 0) > 0)
    .map(({ currency, perConnection }) => {
      const { title, amount } = wordsOf(currency, findings);
      return `${title}: ${withinText(perConnection, amount)}`;
    });
  return texts.length === 0 ? "" : ` Over all points, an opened connection adds by itself: ${texts.join("; ")}.`;
}

const rates = ({ eventsPerSecond, deliveriesPerSecond, clients }: CurvePoint): string =>
  `${perSecond(eventsPerSecond)} (${number(deliveriesPerSecond / clients)} deliveries/s per client)`;

/** The ratio at every point, which the answers rest on. */
export function ratioTables(findings: SweepFindings): string {
  return findings.curves
    .filter(({ pairs }) => pairs.length > 0)
    .map((curve) => {
      const header = [`${curve.over} of the point`, ...curve.points.map(({ value }) => number(value))];
      const rows = curve.pairs.map(({ approach, reference, currency, points }) => [
        `${wordsOf(currency, findings).title}, ${code(approach)} ÷ ${code(reference)}`,
        ...points.map((point) => ratio(point.ratio)),
      ]);
      return [where(curve), table(header, rows)].filter((part) => part !== "").join("\n\n");
    })
    .join("\n\n");
}
