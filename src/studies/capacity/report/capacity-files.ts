/** All that is rendered of a search for capacities. */
import type { CapacityRecord } from "../record.js";
import { capacityChartFiles } from "./capacity-charts.js";
import { capacityCsv } from "./capacity-csv.js";
import { CAPACITY_PAGE, capacityHtml } from "./capacity-html.js";
import { capacityMarkdown } from "./capacity-md.js";

/** They stand beside study.json. `directory` and `hasReport` are as of its page. */
export const capacityFiles = (
  record: CapacityRecord,
  directory: string,
  hasReport?: (folder: string) => boolean,
): { file: string; text: string }[] => [
  { file: "capacity.csv", text: capacityCsv(record) },
  { file: "capacity.md", text: capacityMarkdown(record, directory) },
  ...capacityChartFiles(record),
  { file: CAPACITY_PAGE, text: capacityHtml(record, directory, hasReport) },
];
