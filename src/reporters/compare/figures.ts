/** The pictures of two runs side by side: after ÷ before with intervals, and the rounds of both. */
import { counted } from "../../counted.js";
import { curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { type ForestGroup, forest } from "../charts/forest.js";
import { type Look, lookOf } from "../charts/look.js";
import { tableOfFigures } from "../figures/table.js";
import { markOf, number, ratio as ratioText } from "../format.js";
import { list } from "../markdown/words.js";
import type { RoundRow } from "../rows.js";
import type { BeforeAfter, ComparedFigure } from "./before-after.js";
import { isLevel, type LevelName, levelNames } from "./compared-names.js";
import { borderOf, means } from "./telling.js";
import { labelOf } from "./words.js";

interface Known extends ComparedFigure {
  metric: LevelName;
  ratio: number;
  telling: NonNullable<ComparedFigure["telling"]>;
}

const isKnown = (one: ComparedFigure): one is Known =>
  isLevel(one.metric) && one.ratio !== undefined && one.telling !== undefined;

/** Undefined where no ratio is known. */
export function ratiosFigure({ figures, onlyBefore, onlyAfter }: BeforeAfter): Figure | undefined {
  const known = figures.filter(isKnown);
  if (known.length === 0) return undefined;
  const company = { isSame: onlyBefore.length + onlyAfter.length === 0 };
  const approaches = [...new Set(known.map(({ approach }) => approach))];
  const lookFor = (approach: string): Look => lookOf(approaches.indexOf(approach));
  const groups = levelNames
    .map((metric): ForestGroup => {
      const border = borderOf(metric, company);
      const better = tableOfFigures[metric].better;
      return {
        name: better === "higher" ? `${labelOf(metric)}: more is better` : labelOf(metric),
        zone: { low: 1 / border, high: border, said: `says nothing: within ${number(border)}× of equal` },
        rows: known
          .filter((one) => one.metric === metric)
          .map((one) => ({ ...one, look: lookFor(one.approach), said: ratioText(shown(one)) })),
      };
    })
    .filter(({ rows }) => rows.length > 0);
  return {
    name: "ratios",
    title: `After ÷ before: ${approaches.length > 2 ? "each approach" : list(approaches)}`,
    finding: `${findingOf(known)} Shaded is what two runs of the same code may differ by, and what is worth no word.`,
    header: ["figure", "approach", "after ÷ before (interval)", "what its interval says"],
    rows: known.map((one) => [labelOf(one.metric), one.approach, ratioText(shown(one)), means[one.telling]]),
    draw: (width) =>
      forest({
        width,
        groups,
        names: approaches.map((name) => ({ name, look: lookFor(name) })),
        axisName: "after ÷ before, logarithmic: left of 1 it became less, right of it more",
        format: (value) => `${number(value)}×`,
        means,
      }),
  };
}

const shown = ({ ratio, low, high }: Known) => ({
  ratio,
  ...(low !== undefined && high !== undefined && { low, high }),
});

function findingOf(known: readonly Known[]): string {
  const differing = known.filter(({ telling }) => telling === "differs").length;
  const all = counted(known.length, "ratio");
  if (differing === 0) return `None of ${all} lies outside the shaded zones with its whole interval.`;
  return `${differing} of ${all} ${differing === 1 ? "lies" : "lie"} outside the shaded zones with the whole interval.`;
}

const byRoundNames = ["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"] as const;
const sides = ["before", "after"] as const;

/** The rounds of both runs as dots, an approach in a panel, for each figure that has any. */
export function byRoundFigures(rounds: Record<(typeof sides)[number], readonly RoundRow[]>): Figure[] {
  const has = (side: (typeof sides)[number], name: string): boolean =>
    rounds[side].some(({ approach }) => approach === name);
  const approaches = [...new Set(rounds.before.map(({ approach }) => approach))].filter((name) => has("after", name));
  const all = sides.flatMap((side) =>
    rounds[side].filter(({ approach }) => approaches.includes(approach)).map((row) => ({ side, row })),
  );
  return byRoundNames
    .filter((metric) => all.some(({ row }) => row[metric] !== undefined))
    .map((metric): Figure => {
      const { label, format } = tableOfFigures[metric];
      return {
        name: `by-round-${metric}`,
        title: `By round: ${label}`,
        finding: `${approaches.map((name) => `${name}: ${sides.map((side) => range(name, side, metric)).join(", ")}`).join("; ")}.`,
        header: ["approach", "run", "round", label, "generator's verdict"],
        rows: all.map(({ side, row }) => [
          row.approach,
          side,
          `${row.round}`,
          format(row[metric]),
          row.generatorVerdict ?? "–",
        ]),
        draw: (width) =>
          curves({
            width,
            panels: approaches.map((name) => ({
              title: name,
              curves: sides.map((side, place) => ({
                name: side,
                look: lookOf(place),
                hasMarks: true,
                points: rounds[side].flatMap((row) => {
                  if (row.approach !== name) return [];
                  const sign = row.generatorVerdict && markOf(row.generatorVerdict);
                  const said = `${name}, ${side}, round ${row.round}: ${format(row[metric])}`;
                  return [{ x: row.round, y: row[metric], said, ...(sign && { sign }) }];
                }),
              })),
            })),
            x: { kind: "linear", name: "round", format: number },
            y: { kind: "linear", name: label, format },
            panelHeight: 170,
          }),
      };
    });

  function range(name: string, side: (typeof sides)[number], metric: (typeof byRoundNames)[number]): string {
    const values = rounds[side].flatMap((row) => (row.approach === name ? (row[metric] ?? []) : []));
    const { format } = tableOfFigures[metric];
    if (values.length === 0) return `${side} unknown`;
    return `${side} ${format(Math.min(...values))} to ${format(Math.max(...values))}`;
  }
}
