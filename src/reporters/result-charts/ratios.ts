/** The ratios of the comparison with their intervals: the picture of the answer, in report.md and at the top of report.html. */
import { counted } from "../../counted.js";
import { groupBy } from "../../group-by.js";
import type { Result } from "../../result/result.js";
import { type Figure, svgFile } from "../charts/drawing.js";
import { type ForestGroup, forest, type Telling, tellings } from "../charts/forest.js";
import { lookOf } from "../charts/look.js";
import { type Comparison, standings } from "../comparison.js";
import { tableOfFigures } from "../figures/table.js";
import { number, ratio as ratioText } from "../format.js";
import { list } from "../markdown/words.js";
import { comparedMetricNames } from "../ratios.js";
import { smallestEffects } from "../smallest-effects.js";
import { type Tables, tabulate } from "../tables.js";

/** The file that report.md shows. */
export const RATIOS_FILE = "ratios.svg";

/** Where no ratio is known, the picture says so: a folder with a picture of another run would be worse. */
export function ratiosSvg(played: Result): string {
  return svgFile(ratiosFigure(tabulate(played)) ?? NOTHING);
}

const NOTHING: Figure = {
  name: "ratios",
  title: "Ratios of the approaches",
  finding: "There are none: no two approaches have a usable round in common.",
  header: [],
  rows: [],
  draw: (width) => ({ width, height: 0, body: [] }),
};

/** Undefined where no ratio is known. */
export function ratiosFigure(tables: Tables): Figure | undefined {
  const { result, ratios } = tables;
  const known = ratios.filter((one) => one.ratio !== undefined);
  if (known.length === 0) return undefined;
  const { reference } = known[0]!;
  const others = [...new Set(known.map(({ approach }) => approach))];
  const groups = comparedMetricNames
    .map((metric): ForestGroup => {
      const { label, better } = tableOfFigures[metric];
      const { ratio: factor } = smallestEffects[metric];
      return {
        name: better === "higher" ? `${label}: more is better` : label,
        zone: { low: 1 / factor, high: factor, said: `worth no word: within ${number(factor)}× of equal` },
        rows: known
          .filter((one) => one.metric === metric)
          .map((one) => ({
            ...one,
            ratio: one.ratio!,
            look: lookOf(placeOf(result, one.approach)),
            telling: tellingOf(one),
            said: saidOf(one),
          })),
      };
    })
    .filter(({ rows }) => rows.length > 0);
  return {
    name: "ratios",
    title: `${others.length > 2 ? "Each approach" : list(others)} ÷ ${reference}: ratios with their intervals`,
    finding: findingOf(known, reference),
    header: ["figure", "approach", "ratio (interval)", "rounds", "what its interval says", "what may be said of it"],
    rows: known.map((one) => [
      tableOfFigures[one.metric].label,
      one.approach,
      ratioText(one),
      `${one.rounds}`,
      tellings[tellingOf(one)],
      standings[one.standing],
    ]),
    draw: (width) =>
      forest({
        width,
        groups,
        names: others.map((name) => ({ name, look: lookOf(placeOf(result, name)) })),
        axisName: `${others.length === 1 ? others[0] : "each"} ÷ ${reference}, logarithmic: left of 1 is less than ${reference}, right of it more`,
        format: (value) => `${number(value)}×`,
      }),
  };
}

/** An approach looks alike in every chart of a result. */
export const placeOf = ({ approaches }: Pick<Result, "approaches">, name: string): number =>
  Math.max(
    0,
    approaches.findIndex((one) => one.name === name),
  );

export function tellingOf({
  metric,
  low,
  high,
  decided,
}: Pick<Comparison, "metric" | "low" | "high" | "decided">): Telling {
  if (low === undefined || high === undefined) return "no-interval";
  const { ratio: factor } = smallestEffects[metric];
  if (low >= 1 / factor && high <= factor) return "equal";
  return decided ? "differs" : "unsure";
}

const shortly: Record<Telling, string> = {
  differs: "",
  equal: ", about equal",
  unsure: ", cannot be told",
  "no-interval": ", no interval",
};

const saidOf = (one: Comparison): string => `${ratioText(one)}${shortly[tellingOf(one)]}`;

/** What is claimed first, then how many of the others differ. */
function findingOf(known: readonly Comparison[], reference: string): string {
  const claims = groupBy(
    known.filter(({ standing }) => standing === "claimed"),
    ({ approach }) => approach,
  );
  const claimed = [...claims].map(([approach, its]) => {
    const ratios = its.map((one) => `${ratioText(one)} the ${tableOfFigures[one.metric].label}`);
    return `${approach} has ${list(ratios)} of ${reference}.`;
  });
  const sums = (Object.keys(tellings) as Telling[]).flatMap((telling) => {
    const times = known.filter((one) => tellingOf(one) === telling).length;
    return times === 0 ? [] : [`${times} ${verbs[telling][times === 1 ? 0 : 1]}`];
  });
  return [...claimed, `Of all ${counted(known.length, "ratio")} to ${reference}, ${list(sums)}.`].join(" ");
}

const verbs: Record<Telling, readonly [one: string, several: string]> = {
  differs: ["differs", "differ"],
  equal: ["is about equal", "are about equal"],
  unsure: ["cannot be told", "cannot be told"],
  "no-interval": ["has no interval", "have no interval"],
};
