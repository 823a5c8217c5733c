/** Every chart of a result, by the part of the report in which it stands. */
import { chartFile } from "../../result/chart-files.js";
import { type Figure, svgFile } from "../charts/drawing.js";
import type { Tables } from "../tables.js";
import { balanceFigure } from "./balance.js";
import { byRoundFigures } from "./by-round.js";
import { costFigures } from "./costs.js";
import { coursesOf } from "./courses.js";
import { deliveriesOverTimeFigure } from "./deliveries-over-time.js";
import { heatFigure } from "./heat.js";
import { idleGrowthFigure } from "./idle-growth.js";
import { overTimeFigure } from "./over-time.js";
import { percentilesFigure } from "./percentiles.js";
import { ratiosFigure } from "./ratios.js";
import { stagesFigure } from "./stages.js";

export interface ResultFigures {
  /** The picture of the answer. Where nothing is compared, there is no ratio to begin with. */
  first: Figure | undefined;
  latency: Figure[];
  cost: Figure[];
  deliveries: Figure[];
  byRound: Figure[];
}

export function figuresOf(tables: Tables): ResultFigures {
  const { result } = tables;
  const first = ratiosFigure(tables) ?? percentilesFigure(tables);
  if (result.rounds.length === 0) return { first, latency: [], cost: [], deliveries: [], byRound: [] };
  const cost = known([...costFigures(tables), tables.idle ? idleGrowthFigure(tables) : undefined]);
  const byRound = byRoundFigures(tables);
  if (tables.idle) return { first, latency: [], cost, deliveries: [], byRound };
  const courses = coursesOf(result);
  const latency = known([
    percentilesFigure(tables),
    heatFigure(tables, courses),
    overTimeFigure(tables, courses),
    stagesFigure(tables),
  ]).filter(({ name }) => name !== first?.name);
  const deliveries = known([balanceFigure(tables), deliveriesOverTimeFigure(tables, courses)]);
  return { first, latency, cost, deliveries, byRound };
}

const known = (figures: readonly (Figure | undefined)[]): Figure[] => figures.filter((figure) => figure !== undefined);

/** The files that stand beside report.md. The ratios have one of their own, which report.md shows. */
export function chartFiles(tables: Tables): { file: string; text: string }[] {
  const { first, latency, cost, deliveries, byRound } = figuresOf(tables);
  return known([first, ...latency, ...cost, ...deliveries, ...byRound])
    .filter(({ name }) => name !== "ratios")
    .map((figure) => ({ file: chartFile(figure.name), text: svgFile(figure) }));
}
