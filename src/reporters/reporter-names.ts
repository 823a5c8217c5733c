/** The reports that exist, apart from what renders them: naming them in a help text must load no histogram library. */
export const reporterNames = [
  "json",
  "markdown",
  "summary-csv",
  "rounds-csv",
  "comparison-csv",
  "timeline-csv",
  "hlog",
] as const;

export type ReporterName = (typeof reporterNames)[number];
