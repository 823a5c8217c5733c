/**
 * The names of the formats of a gate's report. They stand apart from the code that renders, so that a help text loads nothing
 * else.
 */
export const gateReporterNames = [
  "json",
  "terminal",
  "markdown",
  "html",
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
