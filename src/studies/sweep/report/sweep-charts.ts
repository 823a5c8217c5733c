/**
 * The charts of a sweep, one for each figure: what was measured at each point with its interval, the cost lines through it, where a
 * crossover lies, and the step of connections.
 */
import { type Curve, curves, type Panel } from "../../../reporters/charts/curves.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import { lookOf } from "../../../reporters/charts/look.js";
import { UNKNOWN } from "../../../reporters/format.js";
import { verdicts } from "../../../result/result.js";
import { findingsOf } from "../../crossover/findings.js";
import type { CurveFindings } from "../../crossover/found.js";
import type { SweepRecord } from "../record.js";
import { axisScale } from "./axis-scale.js";
import { type ChartedFigure, chartedFigures } from "./charted-figures.js";
import { cliffsIn, crossingsIn, linesOf } from "./drawn-findings.js";
import { asChartPoint, type Level, levelOf, type PanelsOfSweep, panelsOf, type SweepPanel } from "./sweep-panels.js";

/** In the order in which they are worth reading. */
export function sweepCharts(record: SweepRecord): { file: string; figure: Figure }[] {
  const panels = panelsOf(record);
  const findings = findingsOf(record).curves;
  return chartedFigures(record).map((figure) => ({
    file: `sweep-${figure.name}.svg`,
    figure: chartOf(record, panels, findings, figure),
  }));
}

function chartOf(
  record: SweepRecord,
  { axis, panels, xOf }: PanelsOfSweep,
  findings: readonly CurveFindings[],
  figure: ChartedFigure,
): Figure {
  const { title, of, format, isBytes, note } = figure;
  const names = record.question.scenario.approaches.map(({ name }) => name);
  const levels = panels.map(({ points }) =>
    names.map((name) => points.map((point) => ({ point, x: xOf(point), level: levelOf(point, name, of) }))),
  );
  const known = levels.flat(2).flatMap(({ level }) => level ?? []);
  const panelsDrawn = panels.map((panel, p): Panel => {
    const found = findings.find(({ at }) => JSON.stringify(at) === JSON.stringify(panel.at));
    const measured = names.map(
      (name, place): Curve => ({
        name,
        look: lookOf(place),
        hasMarks: true,
        points: levels[p]![place]!.map(({ point, x, level }) =>
          asChartPoint(x, level, saidOf(name, panel, axis.path, point.at, level, format)),
        ),
      }),
    );
    if (found === undefined || figure.currency === undefined) return { title: panel.title, curves: measured };
    return {
      title: panel.title,
      curves: [...measured, ...linesOf(found, figure, names)],
      stretches: crossingsIn(found, figure.currency),
      marks: cliffsIn(found, names, figure.currency),
    };
  });
  const values = known
    .flatMap(({ value, low, high }) => [value ?? [], low ?? [], high ?? []].flat())
    .filter((value) => value > 0);
  const isWide = Math.max(...values) / Math.min(...values) > 8;
  const x = axisScale(axis);
  const signs = known.flatMap(({ sign }) => sign ?? []);
  const reach = known.some((one) => one.reach === "range")
    ? "the lowest and the highest round (fewer than 6 give no interval)"
    : "an interval with 95 % confidence over the rounds";
  return {
    name: `sweep-${figure.name}`,
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)} over ${axis.path}`,
    finding: [findingIn(levels, names, axis.values, figure, reach), note].filter(Boolean).join(" "),
    header: [...record.question.axes.map(({ path }) => path), "approach", title, "from", "to", "rounds", "remark"],
    rows: panels.flatMap((_, p) =>
      names.flatMap((name, place) =>
        levels[p]![place]!.map(({ point, level }) => [
          ...point.at.map(String),
          name,
          format(level?.value),
          format(level?.low),
          format(level?.high),
          level === undefined ? UNKNOWN : `${level.rounds}`,
          remarkOf(level),
        ]),
      ),
    ),
    draw: (width) =>
      curves({
        width,
        panels: panelsDrawn,
        x,
        y: {
          kind: isWide ? "log" : "linear",
          name: `${title}${isWide ? ", logarithmic" : ""}`,
          format,
          ...(isBytes && { isBytes }),
        },
        signs: (["generator-bound", "disturbed"] as const)
          .filter((verdict) => signs.includes(verdict === "disturbed" ? "‡" : "†"))
          .map(
            (verdict) =>
              `${verdict === "disturbed" ? "‡" : "†"} ${verdict}: ${verdicts[verdict]} On the axis: no figure was kept.`,
          ),
      }),
  };
}

const remarkOf = (level: Level | undefined): string =>
  level === undefined
    ? "not measured"
    : level.sign === "†"
      ? "† generator-bound"
      : level.sign === "‡"
        ? "‡ disturbed"
        : level.reach === "range"
          ? "range of the rounds"
          : level.reach === "interval"
            ? "95 % interval"
            : "one round";

function saidOf(
  name: string,
  { title }: SweepPanel,
  path: string,
  at: readonly unknown[],
  level: Level | undefined,
  format: ChartedFigure["format"],
): string {
  const where = `${name}, ${title === "" ? `${path} = ${at.join(", ")}` : at.join(", ")}`;
  const reach = level?.low === undefined ? "" : ` (${format(level.low)}–${format(level.high)})`;
  return `${where}: ${format(level?.value)}${reach}, ${remarkOf(level)}`;
}

/** From the first point to the last, by approach. */
function findingIn(
  levels: readonly (readonly (readonly { level: Level | undefined }[])[])[],
  names: readonly string[],
  values: readonly unknown[],
  { format }: ChartedFigure,
  reach: string,
): string {
  const of = (place: number): string => {
    const its = levels.flatMap((panel) =>
      panel[place]!.flatMap(({ level }) =>
        level?.value === undefined || level.sign !== undefined ? [] : [level.value],
      ),
    );
    return its.length === 0 ? "unknown" : `${format(Math.min(...its))} to ${format(Math.max(...its))}`;
  };
  return `From ${values[0]} to ${values.at(-1)}: ${names.map((name, place) => `${name} ${of(place)}`).join("; ")}. The band of a curve is ${reach}.`;
}
