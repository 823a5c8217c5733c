/** The figures that two runs are compared by. */
import type { FigureName } from "../figures/table.js";
import type { ComparedMetric } from "../ratios.js";

/** Each round has these, so their ratios have intervals. */
export const levelNames = [
  "latencyP50Ns",
  "latencyP99Ns",
  "serviceTimeP50Ns",
  "deliveriesPerSecond",
  "serviceCpuUsPerDelivery",
  "serviceRssLoadedBytes",
  "wireBytesPerDelivery",
] as const satisfies readonly ComparedMetric[];
export type LevelName = (typeof levelNames)[number];

/** Sums over the rounds. */
const countNames = [
  "connectionsOpenedDuring",
  "lost",
  "rejected",
  "pending",
  "duplicates",
  "outOfOrder",
  "generatorBoundRounds",
  "disturbedRounds",
] as const satisfies readonly FigureName[];

export const comparedNames = [...levelNames, ...countNames];
export type ComparedName = (typeof comparedNames)[number];

export const isLevel = (name: ComparedName): name is LevelName => (levelNames as readonly string[]).includes(name);
