/**
 * The names of all reports. They stand apart from the code that renders, because a help text must load no histogram library.
 */
export const reporterNames = [
  "json",
  "markdown",
  "html",
  "ratios-svg",
  "charts-svg",
  "summary-csv",
  "rounds-csv",
  "comparison-csv",
  "timeline-csv",
  "hlog",
] as const;

export type ReporterName = (typeof reporterNames)[number];
/** Of all others there is one file each. */
export type OneFileName = Exclude<ReporterName, "charts-svg">;
export const isOneFile = (name: ReporterName): name is OneFileName => name !== "charts-svg";
