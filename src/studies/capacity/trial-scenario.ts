/** The scenario of one trial: a single approach, all rates multiplied, one round in one piece. */
import { executorOf } from "../../executors/registry.js";
import type { Scenario } from "../../scenario/load.js";
import type { Question, TrialRecord } from "./record.js";

/** With the overrides that make it of the scenario as it was asked for: by them a bench plays the trial again. */
export function trialScenario(
  { scenario, ownRate, seconds }: Question,
  { approach, rate, block }: Pick<TrialRecord, "approach" | "rate" | "block">,
): { scenario: Scenario; overrides: string[] } {
  const executor = executorOf(scenario.arrivals);
  if (executor.loop === "closed") throw new Error("a closed loop has no rate");
  const arrivals = executor.scaled(scenario.arrivals, rate / ownRate);
  const timing = {
    rounds: 1,
    measureSeconds: seconds,
    sliceSeconds: seconds, // no drain within a trial, or no queue would last
    seed: (scenario.run.seed + block) >>> 0, // other events in each block, the same for all of its approaches
  };
  const overrides = [
    `arrivals=${JSON.stringify(arrivals)}`,
    ...Object.entries(timing).map(([name, value]) => `run.${name}=${value}`),
  ];
  const approaches = scenario.approaches.filter(({ name }) => name === approach);
  return { scenario: { ...scenario, arrivals, approaches, run: { ...scenario.run, ...timing } }, overrides };
}
