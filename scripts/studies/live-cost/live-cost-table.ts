/** Rounds with a live page against rounds without: medians, and the ratio over the pairs with its interval. */
import { counted } from "../../../src/counted.js";
import { duration, ratio } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { median } from "../../../src/statistics/quantile.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { METRICS, type Metric, type PlayedPair } from "./play.js";

const words: Record<Metric, string> = {
  cpuNsPerDelivery: "service CPU per delivery",
  latencyP50Ns: "latency p50",
  latencyP99Ns: "latency p99",
};

export function reportText(pairs: readonly PlayedPair[]): string {
  const approaches = [...new Set(pairs.flatMap(({ alone }) => Object.keys(alone)))];
  const rows = approaches.flatMap((approach) => METRICS.map((metric) => rowOf(pairs, approach, metric)));
  const header = ["approach", "figure", "without a page", "with one", "with ÷ without", "pairs"];
  return `${counted(pairs.length, "pair")}; those that other work disturbed are left out.\n\n${table(header, rows)}`;
}

function rowOf(pairs: readonly PlayedPair[], approach: string, metric: Metric): string[] {
  const sound = pairs.flatMap(({ watched, alone }) => {
    const [one, other] = [watched[approach], alone[approach]];
    if (one === undefined || other === undefined || one.isDisturbed || other.isDisturbed) return [];
    const [withPage, without] = [one[metric], other[metric]];
    return withPage === undefined || without === undefined ? [] : [{ withPage, without }];
  });
  const [withPages, withouts] = [sound.map(({ withPage }) => withPage), sound.map(({ without }) => without)];
  return [
    `\`${approach}\``,
    words[metric],
    duration(median(withouts)),
    duration(median(withPages)),
    ratio(pairedRatio(withPages, withouts)),
    `${sound.length}`,
  ];
}
