/**
 * The charts of a sweep, one for each figure: what was measured at each point with its interval, the cost lines through it, where a
 * crossover lies, and the step of connections.
 */
import { type Curve, curves, type Panel, type Scale } from "../../../reporters/charts/curves.js";
import type { Figure } from "../../../reporters/charts/drawing.js";
import { lookOf } from "../../../reporters/charts/look.js";
import { bytes, duration, number, perSecond, UNKNOWN } from "../../../reporters/format.js";
import { verdicts } from "../../../result/result.js";
import { findingsOf } from "../../crossover/findings.js";
import type { CurveFindings } from "../../crossover/found.js";
import type { PointFigures, SweepRecord } from "../record.js";
import { cliffsIn, crossingsIn, linesOf } from "./drawn-findings.js";
import { asChartPoint, type Level, levelOf, type PanelsOfSweep, panelsOf, type SweepPanel } from "./sweep-panels.js";

interface ChartedFigure {
  name: string;
  title: string;
  of(figures: PointFigures): number | undefined;
  format(value: number | undefined): string;
  isBytes?: boolean;
  /** What of the findings belongs to it. */
  currency?: string;
  perDelivery?: true;
}

const perDelivery =
  (key: "cpuNsPerSecond" | "wireBytesPerSecond") =>
  (figures: PointFigures): number | undefined =>
    figures[key] === undefined || figures.deliveriesPerSecond <= 0
      ? undefined
      : figures[key] / figures.deliveriesPerSecond;

const charted: readonly ChartedFigure[] = [
  {
    name: "cpu",
    title: "service CPU per delivery",
    of: perDelivery("cpuNsPerSecond"),
    format: duration,
    currency: "cpu",
    perDelivery: true,
  },
  {
    name: "wire",
    title: "bytes on the wire per delivery",
    of: perDelivery("wireBytesPerSecond"),
    format: bytes,
    isBytes: true,
    currency: "wire",
    perDelivery: true,
  },
  {
    name: "latency-p50",
    title: "latency p50",
    of: (one) => one.latencyP50Ns,
    format: duration,
    currency: "latencyP50",
  },
  {
    name: "latency-p99",
    title: "latency p99",
    of: (one) => one.latencyP99Ns,
    format: duration,
    currency: "latencyP99",
  },
  {
    name: "memory",
    title: "memory of the service (RSS)",
    of: (one) => one.rssBytes,
    format: bytes,
    isBytes: true,
    currency: "memory",
  },
  {
    name: "idle-cpu",
    title: "service CPU while idle, per second",
    of: (one) => one.idleCpuNsPerSecond,
    format: (value) => (value === undefined ? UNKNOWN : `${duration(value)}/s`),
    currency: "idleCpu",
  },
  {
    name: "idle-memory",
    title: "memory of the service while idle (RSS)",
    of: (one) => one.rssIdleBytes,
    format: bytes,
    isBytes: true,
    currency: "idleMemory",
  },
  { name: "heartbeats", title: "heartbeats per second", of: (one) => one.heartbeatsPerSecond, format: perSecond },
];

/** In the order in which they are worth reading; figures that no point has are left out. The first one stands for the sweep. */
export function sweepCharts(record: SweepRecord): { file: string; figure: Figure }[] {
  const panels = panelsOf(record);
  const findings = findingsOf(record).curves;
  return charted
    .filter(({ of }) =>
      record.points.some(({ rounds }) =>
        rounds.some(({ approaches }) => approaches.some((one) => of(one) !== undefined)),
      ),
    )
    .map((figure) => ({ file: `sweep-${figure.name}.svg`, figure: chartOf(record, panels, findings, figure) }));
}

function chartOf(
  record: SweepRecord,
  { axis, panels, xOf }: PanelsOfSweep,
  findings: readonly CurveFindings[],
  figure: ChartedFigure,
): Figure {
  const { title, of, format, isBytes } = figure;
  const names = record.question.scenario.approaches.map(({ name }) => name);
  const levels = panels.map(({ points }) =>
    names.map((name) => points.map((point) => ({ point, x: xOf(point), level: levelOf(point, name, of) }))),
  );
  const known = levels.flat(2).flatMap(({ level }) => level ?? []);
  const isOfWords = axis.values.some((value) => typeof value !== "number");
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
    .flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])
    .filter((value) => value > 0);
  const isWide = Math.max(...values) / Math.min(...values) > 8;
  const x: Scale = isOfWords
    ? { kind: "list", name: axis.path, format: String, words: axis.values.map(String) }
    : {
        kind: axis.spacing === "log" ? "log" : "linear",
        name: `${axis.path}${axis.spacing === "log" ? ", logarithmic" : ""}`,
        format: number,
      };
  const signs = known.flatMap(({ sign }) => sign ?? []);
  const reach = known.some((one) => one.reach === "range")
    ? "the lowest and the highest round (fewer than 6 give no interval)"
    : "an interval with 95 % confidence over the rounds";
  return {
    name: `sweep-${figure.name}`,
    title: `${record.question.scenario.title}: ${title} over ${axis.path}`,
    finding: findingIn(levels, names, axis.values, figure, reach),
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
          .map((verdict) => `${verdict === "disturbed" ? "‡" : "†"} ${verdict}: ${verdicts[verdict]}`),
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
      panel[place]!.flatMap(({ level }) => (level === undefined || level.sign !== undefined ? [] : [level.value])),
    );
    return its.length === 0 ? "unknown" : `${format(Math.min(...its))} to ${format(Math.max(...its))}`;
  };
  return `From ${values[0]} to ${values.at(-1)}: ${names.map((name, place) => `${name} ${of(place)}`).join("; ")}. The band of a curve is ${reach}.`;
}
