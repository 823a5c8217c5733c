/** A grid of two settings as pictures: for each figure, and each approach beside the reference, who needs less at each pair of values. */
import { counted } from "../../../counted.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import type { LegendEntry } from "../../../reporters/charts/legend.js";
import { lookOf } from "../../../reporters/charts/look.js";
import { type Tile, tileSign, tiles } from "../../../reporters/charts/tiles.js";
import { marked, markOf, ratio, UNKNOWN } from "../../../reporters/format.js";
import { verdicts } from "../../../result/result.js";
import type { Axis, PointRecord, SweepRecord } from "../record.js";
import { axisName } from "./axis-scale.js";
import { ratioAt, worstVerdict } from "./cells.js";
import { type SweepFigure, type SweepFigureName, sweepFigureNames, sweepFigures } from "./sweep-figures.js";

/** None of a sweep over one setting, or of one approach. */
export function gridCharts(record: SweepRecord): { file: string; figure: Figure }[] {
  const { axes, scenario, reference } = record.question;
  if (axes.length < 2) return [];
  const names = scenario.approaches.map(({ name }) => name);
  const others = names.filter((name) => name !== reference);
  return sweepFigureNames.flatMap((figure) => {
    const { isCompared }: SweepFigure = sweepFigures[figure];
    return others.flatMap((other) => {
      const isKnown = record.points.some((point) => ratioAt(point, [other, reference], figure).ratio !== undefined);
      if (!isCompared || !isKnown) return [];
      const name = `sweep-grid-${figure}${others.length > 1 ? `-${names.indexOf(other) + 1}` : ""}`;
      return [{ file: `${name}.svg`, figure: gridFigure(record, { name, figure, pair: [other, reference] }) }];
    });
  });
}

interface Asked {
  name: string;
  figure: SweepFigureName;
  pair: readonly [approach: string, reference: string];
}

function gridFigure(record: SweepRecord, { name, figure, pair }: Asked): Figure {
  const [approach, reference] = pair;
  const [rowAxis, columnAxis] = record.question.axes as [Axis, Axis];
  const names = record.question.scenario.approaches.map((one) => one.name);
  const told = record.points.map((point) => ({ point, ...tellingOf(point, pair, figure) }));
  const tileAt = (row: number, column: number): Tile =>
    tileOf(told[row * columnAxis.values.length + column]!, pair, names);
  const all = rowAxis.values.map((_, row) => columnAxis.values.map((_, column) => tileAt(row, column)));
  const sums = { less: 0, more: 0, untold: 0, unknown: 0 };
  for (const { telling } of told) sums[telling]++;
  return {
    name,
    title: `${sweepFigures[figure].label}: ${approach} ÷ ${reference}`,
    finding: [
      `Of ${counted(told.length, "pair")} of values, ${approach} surely needs less than ${reference} at ${sums.less} and more at ${sums.more}.`,
      ...(sums.untold === 0 ? [] : [`At ${sums.untold} nobody can tell.`]),
      ...(sums.unknown === 0 ? [] : [`Of ${sums.unknown} no ratio is known.`]),
      "Each ratio has its own interval, so one in twenty seems sure by chance.",
    ].join(" "),
    header: [rowAxis.path, columnAxis.path, "ratio (interval)", "rounds", "what it says"],
    rows: told.map(({ point, text, rounds, says }) => [...point.at.map(String), text, `${rounds}`, says]),
    draw: (width) =>
      tiles({
        width,
        rows: rowAxis.values.map(String),
        columns: columnAxis.values.map(String),
        tiles: all,
        rowsName: `${axisName(rowAxis.path)} (down), ${axisName(columnAxis.path)} (across)`,
        columnsName: axisName(columnAxis.path),
        legend: legendOf(all.flat(), pair, names),
      }),
  };
}

type Telling = "less" | "more" | "untold" | "unknown";

interface Told {
  telling: Telling;
  /** Undefined: unknown. */
  ratio: number | undefined;
  /** With its interval. */
  text: string;
  short: string;
  rounds: number;
  says: string;
}

function tellingOf(point: PointRecord, pair: readonly [string, string], figure: SweepFigureName): Told {
  const found = ratioAt(point, pair, figure);
  const { low, high, rounds } = found;
  const [approach, reference] = pair;
  if (found.ratio === undefined) {
    const verdicts = pair.map((name) => worstVerdict(point, name));
    const sign = [...new Set(verdicts.map((verdict) => marked("", verdict).trim()))].filter(Boolean).join("");
    const says = sign === "" ? "not measured" : `no ratio, because rounds have ${sign}`;
    return { telling: "unknown", ratio: undefined, text: UNKNOWN, short: sign || UNKNOWN, rounds, says };
  }
  const [text, short] = [ratio(found), ratio({ ratio: found.ratio })];
  const told = { ratio: found.ratio, text, short, rounds };
  if (low === undefined || high === undefined)
    return { ...told, telling: "untold", says: "too few rounds for an interval" };
  if (high < 1) return { ...told, telling: "less", says: `less with ${approach}` };
  if (low > 1) return { ...told, telling: "more", says: `less with ${reference}` };
  return { ...told, telling: "untold", says: "cannot be told: the interval holds 1" };
}

function tileOf(
  { point, telling, ratio: found, text, short, says }: Told & { point: PointRecord },
  pair: Asked["pair"],
  names: readonly string[],
): Tile {
  const better = found === undefined ? undefined : found < 1 ? pair[0] : pair[1];
  return {
    look: better === undefined ? undefined : lookOf(names.indexOf(better)),
    isSure: telling === "less" || telling === "more",
    text: short,
    said: `${point.at.join(", ")}: ${text}, ${says}`,
  };
}

/** Only what the picture has. */
function legendOf(all: readonly Tile[], pair: Asked["pair"], names: readonly string[]): LegendEntry[] {
  const looks = pair.map((name) => ({ name, look: lookOf(names.indexOf(name)) }));
  const has = (shape: number, isSure: boolean): boolean =>
    all.some((tile) => tile.look?.shape === shape && tile.isSure === isSure);
  const unsure = looks.find(({ look }) => has(look.shape, false));
  const notes = (["generator-bound", "disturbed"] as const)
    .map((verdict) => ({ sign: markOf(verdict), name: `${markOf(verdict)} ${verdict}: ${verdicts[verdict]}` }))
    .filter(({ sign }) => all.some(({ look, text }) => look === undefined && text.includes(sign)));
  return [
    ...looks
      .filter(({ look }) => has(look.shape, true))
      .map(({ name, look }) => ({ name: `surely less with ${name}`, draw: tileSign(look, true) })),
    ...(unsure === undefined
      ? []
      : [{ name: "dashed: nobody can tell, the mark is that of the smaller one", draw: tileSign(unsure.look, false) }]),
    ...notes.map(({ name }) => ({ name, draw: () => [] })),
  ];
}
