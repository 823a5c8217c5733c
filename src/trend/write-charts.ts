/** Writes the charts into a folder, each under a name that says what it shows. */
import { join } from "node:path";
import { intoFolder } from "../files/into-folder.js";
import { makeFolders } from "../files/output-folder.js";
import { replaceFile } from "../files/replace-file.js";
import { trendChart } from "./chart.js";
import type { Chart } from "./series.js";

/** Returns the paths of the files. Throws PushbenchError output-not-writable. */
export function writeCharts(folder: string, charts: readonly Chart[]): string[] {
  return intoFolder(folder, () => {
    makeFolders(folder);
    return charts.map((chart) => {
      const file = join(folder, chartFile(chart));
      replaceFile(file, trendChart(chart));
      return file;
    });
  });
}

const FINGERPRINT_LENGTH = 8;

/** The name has fingerprints, so that machines and workloads of one scenario have files of their own. */
export function chartFile({ scenario, metric, unit, machineFingerprint, workloadFingerprint }: Chart): string {
  const fingerprints = [machineFingerprint, workloadFingerprint].map((one) => one.slice(0, FINGERPRINT_LENGTH));
  return `${[scenario, metric, ...(unit === "ratio" ? [unit] : []), ...fingerprints].map(fileWord).join("-")}.svg`;
}

const fileWord = (text: string): string => text.replace(/[^\w.-]+/g, "_").replace(/^\.+/, "_");
