/** Who is better where, in every currency at once: the picture of a crossover's answers. */
import { counted } from "../../../counted.js";
import { groupBy } from "../../../group-by.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import { type LegendEntry, markSign } from "../../../reporters/charts/legend.js";
import { lookOf } from "../../../reporters/charts/look.js";
import {
  type StripGroup,
  type StripMark,
  type StripRow,
  stripSigns,
  strips,
} from "../../../reporters/charts/strips.js";
import { number, ratio } from "../../../reporters/format.js";
import { list } from "../../../reporters/markdown/words.js";
import type { SweepRecord } from "../../sweep/record.js";
import { axisScale } from "../../sweep/report/axis-scale.js";
import { checkOf } from "../../sweep/report/drawn-findings.js";
import { RATES } from "../curve.js";
import { findingsOf } from "../findings.js";
import type { CurveFindings, CurvePoint, PairFindings, SweepFindings } from "../found.js";
import { crossingsOf } from "../pair.js";
import { wordsOf } from "./words.js";

/** None where no two approaches were compared along numbers. */
export function cheaperCharts(record: SweepRecord): { file: string; figure: Figure }[] {
  const figure = cheaperFigure(record);
  return figure === undefined ? [] : [{ file: "sweep-cheaper.svg", figure }];
}

function cheaperFigure(record: SweepRecord): Figure | undefined {
  const findings = findingsOf(record);
  const curves = findings.curves.filter(({ pairs }) => pairs.length > 0);
  if (curves.length === 0) return undefined;
  const { over } = curves[0]!;
  const axis = record.question.axes.find(({ path }) => path === over)!;
  const names = record.question.scenario.approaches.map(({ name }) => name);
  const groups = curves.flatMap((curve) => groupsOf(curve, findings, names));
  const x = axisScale(axis);
  return {
    name: "sweep-cheaper",
    title: `Who is better where, over ${over}`,
    finding: findingOf(curves.flatMap(({ pairs }) => pairs)),
    header: ["compared", "in", over, "ratio (interval)", "what is said"],
    rows: curves.flatMap((curve) => rowsOf(curve, findings)),
    draw: (width) => strips({ width, groups, x, legend: legendOf(groups, names) }),
  };
}

const groupsOf = (curve: CurveFindings, findings: SweepFindings, names: readonly string[]): StripGroup[] =>
  [...groupBy(curve.pairs, ({ approach }) => approach).values()].map((pairs) => ({
    name: comparedText(curve, pairs[0]!),
    rows: pairs.map((pair) => rowOf(curve, pair, findings, names)),
  }));

const comparedText = ({ at }: CurveFindings, { approach, reference }: PairFindings): string =>
  [...at.map(({ path, value }) => `${path} = ${value}`), `${approach} beside ${reference}`].join(", ");

function rowOf(curve: CurveFindings, pair: PairFindings, findings: SweepFindings, names: readonly string[]): StripRow {
  const crossings = crossingsOf(pair.crossover);
  return {
    name: wordsOf(pair.currency, findings).title,
    marks: pair.points.flatMap(({ point, ratio: found }): StripMark[] => {
      if (found.ratio === undefined) return [];
      const at = curve.points.find(({ number }) => number === point)!;
      const said = `at ${number(at.value)}: ${pair.approach} ÷ ${pair.reference} ${ratio(found)}, ${verdictOn(pair, at, found)}`;
      const look = lookOf(names.indexOf(smallerOf(pair, found)));
      return [{ x: at.value, look, isHollow: !isClaimed(pair, at, found), said }];
    }),
    ranges: crossings.map(({ from, to }) => ({
      from: from.value,
      to: to.value,
      said: rangeText(from.value, to.value),
    })),
    checks: crossings.flatMap((crossing) => {
      const check = checkOf(crossing);
      return check === undefined
        ? []
        : [{ ...check, said: `Fieller's interval: ${number(check.from)}–${number(check.to)}` }];
    }),
    estimates: crossings.flatMap(({ estimate, from }) => {
      if (estimate === undefined) return [];
      const x = estimate.deliveriesPerSecond / (from.deliveriesPerSecond / from.value);
      return [{ x, said: `the cost lines meet at ${number(x)}` }];
    }),
    said: answerOf(pair, curve),
  };
}

type Ratio = PairFindings["points"][number]["ratio"];

const smallerOf = ({ approach, reference }: PairFindings, found: Ratio): string =>
  found.ratio! < 1 ? approach : reference;

const isSure = ({ low, high }: Ratio): boolean => low !== undefined && high !== undefined && (low > 1 || high < 1);

/**
 * A point is sure by itself where its interval leaves out 1. Of the whole range that is claimed only where all points from there to an
 * end are sure as well (sure-points.ts), and the picture must not claim more than the answer.
 */
function isClaimed(pair: PairFindings, { value }: CurvePoint, found: Ratio): boolean {
  if (!isSure(found)) return false;
  const { crossover } = pair;
  const smaller = smallerOf(pair, found);
  if (crossover.kind === "none") return crossover.cheaper === smaller;
  if (crossover.kind === "undecided")
    return crossover.sure.some(
      ({ cheaper, from, to }) => cheaper === smaller && value >= from.value && value <= to.value,
    );
  return crossingsOf(crossover).some(
    ({ below, above, from, to }) =>
      (below === smaller && value <= from.value) || (above === smaller && value >= to.value),
  );
}

const verdictOn = (pair: PairFindings, at: CurvePoint, found: Ratio): string =>
  found.low === undefined
    ? "too few rounds for an interval"
    : !isSure(found)
      ? "undecided: the interval holds 1"
      : `less with ${smallerOf(pair, found)}${isClaimed(pair, at, found) ? "" : ", by this point alone"}`;

const rangeText = (from: number, to: number): string =>
  `they cost the same somewhere between ${number(from)} and ${number(to)}`;

/** In as few words as have room beside the picture. */
function answerOf({ crossover }: PairFindings, { over }: CurveFindings): string {
  const isRate = over.startsWith(RATES);
  const ranges = crossingsOf(crossover).map(({ from, to }) =>
    isRate
      ? `${number(from.eventsPerSecond)}–${number(to.eventsPerSecond)} events/s`
      : `${number(from.value)}–${number(to.value)}`,
  );
  if (ranges.length > 0) return `crossover: ${list(ranges)}`;
  if (crossover.kind === "none") return `${crossover.cheaper} at every point`;
  return crossover.kind === "undecided" && crossover.sure.length > 0 ? "undecided at some points" : "undecided";
}

function findingOf(pairs: readonly PairFindings[]): string {
  const of = (...kinds: readonly PairFindings["crossover"]["kind"][]): number =>
    pairs.filter(({ crossover }) => kinds.includes(crossover.kind)).length;
  const [crossing, none, undecided] = [of("crossing", "several"), of("none"), of("undecided")];
  const parts = [
    ...(crossing === 0 ? [] : [`${crossing} ${crossing === 1 ? "has" : "have"} a crossover`]),
    ...(none === 0 ? [] : [`in ${none} one approach is better at every point`]),
    ...(undecided === 0 ? [] : [`${undecided} ${undecided === 1 ? "is" : "are"} undecided, at some points or at all`]),
  ];
  return `Of ${counted(pairs.length, "comparison")}, ${list(parts)}. Better is whoever needs less.`;
}

function rowsOf(curve: CurveFindings, findings: SweepFindings): string[][] {
  return curve.pairs.flatMap((pair) => {
    const first = [comparedText(curve, pair), wordsOf(pair.currency, findings).title];
    const row = rowOf(curve, pair, findings, []);
    return [
      ...pair.points.flatMap(({ point, ratio: found }) => {
        const at = curve.points.find(({ number }) => number === point)!;
        return found.ratio === undefined
          ? []
          : [[...first, number(at.value), ratio(found), verdictOn(pair, at, found)]];
      }),
      ...[...row.ranges, ...row.checks, ...row.estimates].map(({ said, ...place }) => [
        ...first,
        "x" in place ? number(place.x) : `${number(place.from)}–${number(place.to)}`,
        "",
        said,
      ]),
      [...first, "", "", row.said],
    ];
  });
}

/** Only what the picture has. */
function legendOf(groups: readonly StripGroup[], names: readonly string[]): LegendEntry[] {
  const rows = groups.flatMap((group) => group.rows);
  const marks = rows.flatMap((row) => row.marks);
  const looks = names.flatMap((name, place) => {
    const look = lookOf(place);
    return marks.some((one) => one.look.shape === look.shape)
      ? [{ name: `less with ${name}`, draw: markSign(look) }]
      : [];
  });
  const hollow = marks.find(({ isHollow }) => isHollow);
  const has = (part: "ranges" | "checks" | "estimates"): boolean => rows.some((row) => row[part].length > 0);
  return [
    ...looks,
    ...(hollow === undefined
      ? []
      : [
          {
            name: "hollow: nobody can tell, because the interval of the ratio holds 1, there is none, or points further out are not sure",
            draw: markSign(hollow.look, true),
          },
        ]),
    ...(has("ranges")
      ? [{ name: "the range of a crossover: somewhere within it, both cost the same", draw: stripSigns.range }]
      : []),
    ...(has("estimates") ? [{ name: "where the cost lines meet", draw: stripSigns.estimate }] : []),
    ...(has("checks") ? [{ name: "Fieller's interval of that", draw: stripSigns.check }] : []),
  ];
}
