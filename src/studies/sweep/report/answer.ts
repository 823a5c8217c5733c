/** The answer of a sweep in a few sentences, with which sweep.md and its page begin. */
import { asText, code } from "../../../reporters/markdown/words.js";
import { findingsOf } from "../../crossover/findings.js";
import { shortAnswers } from "../../crossover/report/short-answers.js";
import { pointText } from "../axis.js";
import type { SweepRecord } from "../record.js";
import { ratioAt, spreadOf } from "./cells.js";
import { type SweepFigure, type SweepFigureName, sweepFigureNames, sweepFigures } from "./sweep-figures.js";

/** A list in Markdown. */
export function sweepAnswer(record: SweepRecord): string {
  const found = [crossovers, comparisons, ranges].map((linesOf) => linesOf(record)).find((lines) => lines.length > 0);
  if (found === undefined)
    return record.points.some(({ rounds }) => rounds.length > 0)
      ? "Nothing was measured: no round has a figure that may be used."
      : "Nothing was measured: no round has ended.";
  return found.map((line) => `- ${line}`).join("\n");
}

/** Along a single axis of numbers. In a grid there would be one for each of its curves. */
function crossovers(record: SweepRecord): string[] {
  if (record.question.axes.length > 1) return [];
  const findings = findingsOf(record);
  return findings.curves.flatMap((curve) => shortAnswers(curve, findings));
}

/** At how many points who surely needs less. */
function comparisons(record: SweepRecord): string[] {
  const { scenario, reference } = record.question;
  const others = scenario.approaches.map(({ name }) => name).filter((name) => name !== reference);
  const figures = sweepFigureNames.filter((name) => {
    const figure: SweepFigure = sweepFigures[name];
    return figure.isCompared && figure.isShown;
  });
  return others.flatMap((other) =>
    figures.flatMap((figure) => {
      const ratios = record.points
        .map((point) => ratioAt(point, [other, reference], figure))
        .filter(({ rounds }) => rounds > 0);
      if (ratios.length === 0) return [];
      const less = ratios.filter(({ high }) => high !== undefined && high < 1).length;
      const more = ratios.filter(({ low }) => low !== undefined && low > 1).length;
      const open = ratios.length - less - more;
      const untold = open === 0 ? "" : `; at ${open} nobody can tell`;
      return [
        `${sweepFigures[figure].label}: of ${ratios.length} points, ${code(other)} surely needs less than ${code(reference)} at ${less} and more at ${more}${untold}.`,
      ];
    }),
  );
}

const told: Partial<Record<SweepFigureName, string>> = {
  cpuNsPerDelivery: "service CPU per delivery",
  wireBytesPerDelivery: "bytes on the wire per delivery",
  latencyP50Ns: "latency p50",
  latencyP99Ns: "latency p99",
  rssBytes: "memory under load",
  idleCpuNsPerSecond: "CPU while idle",
};

/** From where each figure is smallest to where it is largest. */
function ranges(record: SweepRecord): string[] {
  const { axes, scenario } = record.question;
  return scenario.approaches.flatMap(({ name }) => {
    const texts = (Object.keys(told) as (keyof typeof told)[]).flatMap((figure) => {
      const levels = record.points.flatMap((point) => {
        const spread = spreadOf(point, name, figure);
        return spread === undefined ? [] : [{ value: spread.median, where: asText(pointText(axes, point.at)) }];
      });
      const sorted = levels.toSorted((one, other) => one.value - other.value);
      if (sorted.length === 0) return [];
      const [least, most] = [sorted[0]!, sorted.at(-1)!];
      const { format } = sweepFigures[figure];
      return [`${told[figure]} from ${format(least.value)} (${least.where}) to ${format(most.value)} (${most.where})`];
    });
    return texts.length === 0 ? [] : [`${code(name)}: ${texts.join("; ")}.`];
  });
}
