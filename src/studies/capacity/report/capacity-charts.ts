/** The charts of a search for capacities: files beside capacity.md, and parts of its page. */
import { type Figure, svgFile } from "../../../reporters/charts/drawing.js";
import type { CapacityRecord } from "../record.js";
import { capacityFigure } from "./capacity-chart.js";
import { capacityRatiosFigure } from "./ratios-figure.js";

export interface Chart {
  file: string;
  figure: Figure;
}

/** Those that the study has something to show of. A file may lie anywhere, so it says of which scenario it is. */
export const capacityCharts = (record: CapacityRecord): Chart[] =>
  [capacityFigure(record), capacityRatiosFigure(record)].flatMap((figure) =>
    figure === undefined
      ? []
      : [
          {
            file: `${figure.name}.svg`,
            figure: { ...figure, title: `${record.question.scenario.title}: ${figure.title}` },
          },
        ],
  );

export const capacityChartFiles = (record: CapacityRecord): { file: string; text: string }[] =>
  capacityCharts(record).map(({ file, figure }) => ({ file, text: svgFile(figure) }));
