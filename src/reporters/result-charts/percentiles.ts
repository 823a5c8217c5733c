/** Latency by percentile, with as much room for the slowest thousandth as for the fastest half. */
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { EncodedCounts } from "../../statistics/encoded-histogram.js";
import { MergedCounts } from "../../statistics/merged-counts.js";
import { type Curve, type CurvePoint, curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { duration, UNKNOWN } from "../format.js";
import type { Tables } from "../tables.js";
import { absentSentence } from "./absent.js";
import { clocksSentence } from "./clocks.js";
import { doubtsOf } from "./doubts.js";
import { namedIn } from "./named.js";
import { placeOf } from "./ratios.js";

/** How many points a curve has for each nine. */
const POINTS_EACH = 8;
/** The percentiles that the axis may name. */
const NAMED = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];

interface Latencies {
  name: string;
  all: MergedCounts;
  rounds: EncodedCounts[];
}

type Counts = Pick<MergedCounts, "count" | "quantileNs" | "maxNs">;

/** Undefined where no latency is known. */
export function percentilesFigure(tables: Tables): Figure | undefined {
  const { result, closedLoop } = tables;
  const found = result.approaches.flatMap(({ name }): Latencies[] => {
    const its = result.rounds.flatMap(({ approaches }) => approaches.filter(({ approach }) => approach === name));
    const rounds = its.flatMap(({ latency: { latency } }) =>
      latency === undefined ? [] : [new EncodedCounts(latency)],
    );
    const all = new MergedCounts();
    for (const one of rounds) all.add(one);
    return all.count === 0 ? [] : [{ name, all, rounds }];
  });
  if (found.length === 0) return undefined;
  const most = Math.max(...found.map(({ all }) => all.count));
  const shown = NAMED.filter((quantile) => most * (1 - quantile) >= 1);
  const steps = Math.ceil(Math.log10(most) * POINTS_EACH);
  const grid = [...Array.from({ length: steps + 1 }, (_, i) => 10 ** (i / POINTS_EACH)), ...shown.map(axisValue)].sort(
    (a, b) => a - b,
  );
  const curve = ({ name, all, rounds }: Latencies): Curve => ({
    name: namedIn(tables, name),
    look: lookOf(placeOf(result, name)),
    hasMarks: false,
    points: grid.map((x) => pointOf(x, all, rounds)),
  });
  const hasBand = found.some(({ rounds }) => rounds.length > 1);
  return {
    name: "percentiles",
    title: "Latency by percentile",
    finding: `${found.map(({ name, all }) => `${name}: p50 ${at(all, 0.5)}, p99 ${at(all, 0.99)}, the latest ${duration(all.maxNs)}`).join("; ")}.${hasBand ? " Lines are of all rounds together, and bands reach from the lowest round to the highest." : ""}${clocksSentence(tables)}${absentSentence(tables, found)}`,
    doubts: doubtsOf(tables, "latency"),
    header: ["approach", "rounds", ...shown.map(percentName), "max"],
    rows: found.flatMap(({ name, all, rounds }) => [
      [name, "all together", ...shown.map((quantile) => at(all, quantile)), duration(all.maxNs)],
      ...(rounds.length < 2
        ? []
        : [[name, "lowest to highest", ...shown.map((quantile) => rangeOf(rounds, quantile)), rangeOf(rounds, 1)]]),
    ]),
    draw: (width) =>
      curves({
        width,
        panels: [{ title: "", curves: found.map(curve) }],
        x: {
          kind: "log",
          name: "percentile: each step to the right has a tenth of the deliveries beyond it",
          format: () => "",
          ticks: shown.map((quantile) => ({ value: axisValue(quantile), label: percentName(quantile) })),
        },
        y: {
          kind: "log",
          name: `latency from when an event ${closedLoop ? "began" : "was due"}, logarithmic`,
          format: duration,
        },
      }),
  };
}

/** 1 ÷ the share beyond it. */
const axisValue = (quantile: number): number => 1 / (1 - quantile);

function pointOf(x: number, all: Counts, rounds: readonly Counts[]): CurvePoint {
  const quantile = 1 - 1 / x;
  const values = rounds.flatMap((one) => supportedQuantileNs(one, quantile) ?? []);
  const inEach = values.length === rounds.length && values.length > 1;
  return {
    x,
    y: supportedQuantileNs(all, quantile),
    ...(inEach && { low: Math.min(...values), high: Math.max(...values) }),
  };
}

const valueAt = (histogram: Counts, quantile: number): number | undefined =>
  quantile === 1 ? histogram.maxNs : supportedQuantileNs(histogram, quantile);

const at = (histogram: Counts, quantile: number): string => duration(valueAt(histogram, quantile));

function rangeOf(rounds: readonly Counts[], quantile: number): string {
  const values = rounds.flatMap((one) => valueAt(one, quantile) ?? []);
  if (values.length < rounds.length) return UNKNOWN;
  return `${duration(Math.min(...values))}–${duration(Math.max(...values))}`;
}

const percentName = (quantile: number): string => `p${Number((quantile * 100).toPrecision(7))}`;
