/** The formats of a gate's report, apart from what renders them, so that naming them in a help text loads nothing. */
export const gateReporterNames = [
  "json",
  "terminal",
  "markdown",
  "comment",
  "annotations",
  "junit",
  "github-action-benchmark-smaller",
  "github-action-benchmark-bigger",
  "bencher",
  "openmetrics",
  "go-benchmark",
] as const;

export type GateReporterName = (typeof gateReporterNames)[number];
