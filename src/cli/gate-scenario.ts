/** The scenario as a gate plays it: in short rounds, for it is their number that decides, not their length. */
import { requireEvents } from "../bench/nothing-measured.js";
import { loadCompared } from "../scenario/compared.js";
import type { Scenario, ScenarioPlaces } from "../scenario/load.js";

/**
 * Put before the user's own overrides. Two approaches in two arms take some 12 seconds, so that the last look's rounds are played in
 * six minutes; the noise of that: docs/gate.md.
 */
const shortRounds = ["run.warmUpSeconds=0.75", "run.measureSeconds=1.5", "run.sliceSeconds=0.25"];

export interface ScenarioArguments {
  scenario: string;
  set: readonly string[];
  approach?: readonly string[];
  approaches: string | undefined;
  roundsLimit: number;
}

/**
 * With faults a round stays as long as they need. Throws PushbenchError also where no round would have an event: before a
 * base is built.
 */
export async function gateScenario(
  { scenario, set, approach = [], approaches, roundsLimit }: ScenarioArguments,
  places: ScenarioPlaces,
): Promise<Scenario> {
  const load = (overrides: readonly string[]) => loadCompared(scenario, { ...places, overrides, approach, approaches });
  const { faults } = await load(set);
  const played = await load([...(faults === undefined ? shortRounds : []), ...set, `run.rounds=${roundsLimit}`]);
  requireEvents(played);
  return played;
}
