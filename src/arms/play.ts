/** Plays a gate: rounds of all arms together until the decision stands or the budget is spent. */
import { type BenchRequest, runBench } from "../bench/bench.js";
import { windowPerClientOf } from "../bench/run-schedules.js";
import { PushbenchError } from "../errors.js";
import { type Baseline, requireComparable, roundsAgainst } from "../gate/baseline.js";
import { type Decision, decide, type GateSetting } from "../gate/decide.js";
import type { Arm, GateRound } from "../gate/figures.js";
import { choosePinning } from "../machine/cpu-pinning.js";
import { describeMachine } from "../machine/describe-machine.js";
import type { Result } from "../result/result.js";
import type { Scenario } from "../scenario/load.js";
import { withDeliveriesBy } from "../scenario/own-services.js";
import { transportFacts, transportPackages } from "../transports/registry.js";
import { armOf, roundsOf, withArms, withCommand } from "./arms.js";
import type { Budget } from "./budget.js";
import { type Commands, meaningOf } from "./own-services.js";
import type { Version } from "./version.js";

export interface PlayRequest
  extends Pick<
    BenchRequest,
    | "scenario"
    | "scenarioGiven"
    | "overrides"
    | "approachesGiven"
    | "entries"
    | "fleet"
    | "generators"
    | "signal"
    | "directory"
    | "pushbenchVersion"
    | "listeners"
  > {
  budget: Budget;
  /** When it is absent, the services are pushbench's. */
  commands?: Commands;
}

/** What head is compared with: a service that plays the same rounds, by choice twice, or earlier figures. */
export type Against = LiveBase | StoredBase;

export interface LiveBase {
  /** When it is absent, the request has a command for the base. */
  base?: Pick<Version, "serviceEntry">;
  control: boolean;
}

export interface StoredBase {
  baseline: Baseline;
  allowMismatch: boolean;
}

export interface Played {
  /** The whole run with all arms, as in the result file. */
  played: Result;
  head: Result;
  rounds: GateRound[];
  decision: Decision;
  /** How long playing took. */
  minutes: number;
}

/** Throws the error that broke the run off. The finished rounds are in its result file. */
export async function playGate(request: PlayRequest, against: Against): Promise<Played> {
  const { scenario, budget } = request;
  const isStored = "baseline" in against;
  const arms: Arm[] = isStored ? ["head"] : against.control ? ["base", "head", "control"] : ["base", "head"];
  const most = isStored ? Math.min(budget.rounds, against.baseline.rounds.length) : budget.rounds;
  const setting: GateSetting = {
    approaches: scenario.approaches,
    transports: transportFacts(scenario.approaches),
    loop: windowPerClientOf(scenario) === undefined ? "open" : "closed",
    base: isStored ? "stored" : "live",
    ...scenario.gate,
    ...(scenario.objectives.lost !== undefined && { allowedLost: scenario.objectives.lost }),
  };
  let rounds: GateRound[] = [];
  let decision = decide(rounds, setting);
  const mismatch = isStored ? await mismatchOf(request, against) : [];
  const isEnough = (played: Result): boolean => {
    const count = played.rounds.length;
    rounds = isStored ? roundsAgainst(against.baseline, armOf(played, "head")) : roundsOf(played);
    const last = count >= most || budget.isSpent(count);
    decision = decide(rounds, { ...setting, last, advisory: mismatch.length > 0 });
    return decision.moreRounds === 0;
  };
  const entry = isStored ? undefined : against.base?.serviceEntry;
  const played = await play(request, arms, entry === undefined ? {} : { base: entry, control: entry }, isEnough);
  const warnings = [
    ...meaningOf(withCommand(scenario, request.commands?.head)),
    ...mismatch.map((line) => `Only advisory, for it differs: ${line}.`),
    ...decision.warnings,
  ];
  return {
    played,
    head: armOf(played, "head"),
    rounds,
    decision: { ...decision, warnings },
    minutes: budget.spentMinutes,
  };
}

/** Is called before anything is played. Throws PushbenchError baseline-mismatch, or returns the lines that differ. */
async function mismatchOf(
  { scenario, commands, pushbenchVersion, fleet }: PlayRequest,
  { baseline, allowMismatch }: StoredBase,
): Promise<string[]> {
  const played = withCommand(scenario, commands?.head);
  const { run } = played;
  const approaches = await withDeliveriesBy(played);
  const machine = describeMachine(choosePinning(), transportPackages);
  return requireComparable(
    baseline,
    {
      ...{ scenario, approaches, pushbenchVersion, seed: run.seed, machine },
      ...(fleet && { fleet: { workers: fleet.size, hosts: fleet.hosts() } }),
    },
    allowMismatch,
  );
}

/** Plays rounds of these arms until `isEnough`. An arm's service is this version's program unless `services` names another. */
export async function play(
  request: PlayRequest,
  arms: readonly string[],
  services: Readonly<Record<string, string>>,
  isEnough: (played: Result) => boolean,
): Promise<Result> {
  const { scenario, entries, budget, commands, ...rest } = request;
  requireOneProcess(scenario, services);
  budget.begin();
  const { result, failure } = await runBench({
    ...rest,
    scenario: withArms(scenario, arms, { ...commands, control: commands?.base }),
    entries: { ...entries, services: new Map(Object.entries(services)) },
    quick: false,
    onlySlices: true,
    port: 0,
    isEnough,
  });
  if (failure) throw failure;
  return result;
}

/** The program of another version may not know that it is one of several processes. */
function requireOneProcess({ approaches }: Scenario, services: Readonly<Record<string, string>>): void {
  const several = approaches.find(({ processes }) => processes !== undefined);
  if (several === undefined || Object.keys(services).length === 0) return;
  throw new PushbenchError(
    "usage",
    `A gate cannot play ${several.name} in ${several.processes} processes: the base's version may not know of them.`,
    { hint: `Set them to 1: --set approaches.${several.name}.service.processes=1.` },
  );
}
