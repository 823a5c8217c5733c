/** The public API: what the command line does, for programs. */
import { readResult as readFile } from "./reporters/read-result.js";
import type { Result } from "./result/result.js";
import { withTransportFacts } from "./transports/registry.js";

export type { RunEvent, RunListener, SliceFinished } from "./bench/run-events.js";
export { PushbenchError } from "./errors.js";
export { checkObjectives, type ObjectiveCheck } from "./gate/threshold.js";
export { Histogram } from "./histogram.js";
export type { FleetOfRun } from "./library/fleet-of-run.js";
export { loadScenario } from "./library/load-scenario.js";
export { type ReportRenderer, type Run, type RunOptions, type RunOutcome, runBench } from "./library/run.js";
export { renderReports } from "./reporters/registry.js";
export type { Derived, DerivedComparison } from "./result/derived.js";
export type { Machine } from "./result/machine.js";
export type { Address, ApproachRound, Deliveries, Result, Round, Warning } from "./result/result.js";
export { defineScenario, type ScenarioInput } from "./scenario/define.js";
export type { Scenario } from "./scenario/load.js";

/** A result file, or the folder that holds one. Rejects with PushbenchError result-not-found or result-invalid. */
export const readResult = async (source: string): Promise<Result> => withTransportFacts(await readFile(source));
