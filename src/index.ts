/** The public API: what the command line does, for programs. */
export { type BenchOutcome, type BenchRequest, runBench } from "./bench/bench.js";
export type { RunEvent, RunListener, SliceFinished } from "./bench/run-events.js";
export { PushbenchError } from "./errors.js";
export { checkObjectives, type ObjectiveCheck } from "./gate/threshold.js";
export { Histogram } from "./histogram.js";
export { readResult } from "./reporters/read-result.js";
export { renderReports } from "./reporters/registry.js";
export type { Derived, DerivedComparison } from "./result/derived.js";
export type { Machine } from "./result/machine.js";
export type { Address, ApproachRound, Deliveries, Result, Round, Warning } from "./result/result.js";
export { loadScenario, type Scenario } from "./scenario/load.js";
