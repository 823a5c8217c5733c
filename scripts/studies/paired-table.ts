/** Pairs of rounds that differ in one thing alone: medians of both sides, and the ratio over the pairs with its interval. */
import { counted } from "../../src/counted.js";
import { ratio } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import { median } from "../../src/statistics/quantile.js";
import { pairedRatio } from "../../src/statistics/ratio.js";

/** The figures of a round, by approach. */
export type PairedRound<Metric extends string> = Record<
  string,
  Partial<Record<Metric, number>> & { isDisturbed: boolean }
>;

export interface PairedTable<Metric extends string> {
  metrics: Record<Metric, { words: string; format(value: number | undefined): string }>;
  /** Headers: without it, with it, and what the one is divided by the other. */
  headers: readonly [plain: string, other: string, ratio: string];
}

/** In each pair the round without comes first. */
export function pairedTable<Metric extends string>(
  pairs: readonly (readonly [plain: PairedRound<Metric>, other: PairedRound<Metric>])[],
  { metrics, headers }: PairedTable<Metric>,
): string {
  const approaches = [...new Set(pairs.flatMap(([plain]) => Object.keys(plain)))];
  const names = Object.keys(metrics) as Metric[];
  const rows = approaches.flatMap((approach) =>
    names.map((metric) => {
      const sound = pairs.flatMap((pair) => {
        const [plain, other] = pair.map((round) => round[approach]);
        if (plain === undefined || other === undefined || plain.isDisturbed || other.isDisturbed) return [];
        const [without, having] = [plain[metric], other[metric]] as (number | undefined)[];
        return without === undefined || having === undefined ? [] : [[without, having] as const];
      });
      const [plains, others] = [sound.map(([without]) => without), sound.map(([, having]) => having)];
      const { words, format } = metrics[metric];
      const medians = [plains, others].map((all) => format(median(all)));
      return [`\`${approach}\``, words, ...medians, ratio(pairedRatio(others, plains)), `${sound.length}`];
    }),
  );
  const said = `${counted(pairs.length, "pair")}; those that other work disturbed are left out.`;
  return `${said}\n\n${table(["approach", "figure", ...headers, "pairs"], rows)}`;
}
