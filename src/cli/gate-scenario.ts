/** The scenario as a gate plays it: in short rounds, for it is their number that decides, not their length. */
import { requireEvents } from "../bench/nothing-measured.js";
import { PushbenchError } from "../errors.js";
import { haveEvents } from "../executors/registry.js";
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
  /** Only a gate has a version of pushbench as its base. */
  against?: string | undefined;
  roundsLimit: number;
}

/**
 * With faults a round stays as long as they need. Throws PushbenchError also where no round would have an event: before a
 * base is built.
 */
export async function gateScenario(
  { scenario, set, approach = [], approaches, against, roundsLimit }: ScenarioArguments,
  places: ScenarioPlaces,
): Promise<Scenario> {
  const load = (overrides: readonly string[]) => loadCompared(scenario, { ...places, overrides, approach, approaches });
  const { faults } = await load(set);
  const played = await load([...(faults === undefined ? shortRounds : []), ...set, `run.rounds=${roundsLimit}`]);
  if (against !== undefined) refuseOwnServices(played);
  requireComparable(played);
  requireEvents(played);
  return played;
}

function requireComparable({ name, arrivals }: Scenario): void {
  if (haveEvents(arrivals)) return;
  throw new PushbenchError("usage", `${name} has no events, and a gate compares what deliveries cost.`, {
    hint: "Ask `pushbench bench` what idle clients cost, or take a scenario with events.",
  });
}

function refuseOwnServices({ approaches }: Scenario): void {
  const own = approaches.find(({ service }) => service !== undefined);
  if (own === undefined) return;
  throw new PushbenchError(
    "usage",
    `--against is a version of pushbench, and ${own.name} is a service of your own, which is the same in both.`,
    { hint: "Give the two that are compared as --base-command and --head-command, or earlier figures as --baseline." },
  );
}
