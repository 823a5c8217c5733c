/** Plays live rounds of all variants: processes, sockets and the noise of this machine. */
import { armOf, startedArms } from "../../src/arms/arms.js";
import { Budget } from "../../src/arms/budget.js";
import { type PlayRequest, play } from "../../src/arms/play.js";
import { type Environment, scenarioPlaces } from "../../src/cli/environment.js";
import { gateScenario } from "../../src/cli/gate-scenario.js";
import { packageVersion } from "../../src/files/installed.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { figuresOf } from "../../src/gate/figures.js";
import { machineFingerprint } from "../../src/gate/fingerprint.js";
import { LAST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import { describeMachine } from "../../src/machine/describe-machine.js";
import type { Result } from "../../src/result/result.js";
import { transportPackages } from "../../src/transports/registry.js";
import type { PoolRound } from "./pool.js";
import { type VariantName, variantNames, variants } from "./variants.js";

/** The machine's fingerprint, as it is in the pool. */
export const thisMachine = (): string =>
  machineFingerprint(describeMachine(choosePinning(), transportPackages)).fingerprint;

export interface LiveSetting {
  environment: Environment;
  signal: AbortSignal;
  scenario: string;
  /** Which of the scenario's approaches; all when undefined. */
  approaches?: string;
  /** Gives the rounds arrivals of their own. */
  seed: number;
  rounds?: number;
  /** That a gate may play for; as long as its rounds take when undefined. */
  minutes?: number;
}

/** A request as `pushbench gate` makes it. Its result file lies in a folder that `use` outlives. */
export async function withRequest<T>(
  { environment, signal, scenario: scenarioGiven, approaches, seed, rounds = LAST_LOOK_ROUNDS, minutes }: LiveSetting,
  use: (request: PlayRequest) => Promise<T>,
): Promise<T> {
  const overrides = [`run.seed=${seed}`];
  const scenario = await gateScenario(
    { scenario: scenarioGiven, set: overrides, approaches, roundsLimit: rounds },
    scenarioPlaces(environment),
  );
  const { path: directory, remove } = scratchFolder("selftest");
  try {
    return await use({
      scenario,
      scenarioGiven,
      overrides,
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
      generators: 1,
      signal,
      directory,
      pushbenchVersion: packageVersion(environment.packageDirectory),
      budget: new Budget({ rounds, minutes }, () => performance.now()),
    });
  } finally {
    remove();
  }
}

/** Plays one round after the other and hands each over, until `isEnough` says so or the run is interrupted. */
export async function playPool(
  setting: LiveSetting,
  take: (round: PoolRound) => void,
  isEnough: () => boolean,
): Promise<void> {
  const entries = Object.fromEntries(variantNames.map((name) => [name, variants[name].entry]));
  await withRequest(setting, (request) =>
    play(request, variantNames, entries, (played) => {
      take(poolRound(played));
      return isEnough();
    }),
  );
}

function poolRound(played: Result): PoolRound {
  const last = played.rounds.at(-1)!;
  const figures = variantNames.map((name) => [name, armOf(played, name).rounds.at(-1)!.approaches.map(figuresOf)]);
  return {
    scenario: played.scenario.name,
    machine: machineFingerprint(played.machine).fingerprint,
    seconds: (last.endedAtMs - last.startedAtMs) / 1e3,
    order: [...new Set(startedArms(last) as VariantName[])],
    figures: Object.fromEntries(figures) as PoolRound["figures"],
  };
}
