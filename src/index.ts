/** The public API: what the command line does, for programs. */
export { type BenchOutcome, type BenchRequest, runBench } from "./bench/bench.js";
export type { Derived, DerivedComparison } from "./derived.js";
export { PushbenchError } from "./errors.js";
export { checkObjectives, type ObjectiveCheck } from "./gate/threshold.js";
export { Histogram } from "./histogram.js";
export type { Machine } from "./machine.js";
export { readResult } from "./reporters/read-result.js";
export { renderReports } from "./reporters/registry.js";
export type { ApproachRound, Deliveries, Result, Round, Warning } from "./result.js";
export { loadScenario, type Scenario } from "./scenario/load.js";
