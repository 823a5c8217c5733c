/** The result of a run of that size: planned, taken in and judged as any other. Only what its processes saw is made. */
import { fingerprintOfRun, planOfRound } from "../../../src/bench/run-schedules.js";
import { warningsOf } from "../../../src/bench/warnings.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import { describeMachine } from "../../../src/machine/describe-machine.js";
import { RESULT_SCHEMA_VERSION, type Result } from "../../../src/result/result.js";
import { transportFacts, transportPackages } from "../../../src/transports/registry.js";
import { playedRound } from "./played-round.js";
import { ROUNDS, type Size, scenarioOf, topologyOf } from "./workload.js";

export async function madeResult(size: Size, rounds = ROUNDS): Promise<Result> {
  const scenario = await scenarioOf(size);
  const topology = topologyOf(scenario);
  const pinning = choosePinning();
  const { approaches, file: _file, description: _description, use: _use, gate: _gate, tls: _tls, ...record } = scenario;
  const result: Result = {
    schemaVersion: RESULT_SCHEMA_VERSION,
    pushbenchVersion: "0.0.0",
    state: "complete",
    startedAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
    endedAt: new Date(Date.UTC(2026, 0, 2)).toISOString(),
    quick: false,
    scenario: record,
    overrides: [],
    scenarioGiven: size.scenario,
    seed: scenario.run.seed,
    scheduleFingerprint: fingerprintOfRun(scenario, topology),
    approaches,
    transports: transportFacts(approaches),
    machine: describeMachine(pinning, transportPackages),
    rounds: [],
    warnings: [],
  };
  for (let number = 1; number <= rounds; number++)
    result.rounds.push((await playedRound(scenario, planOfRound(scenario, topology, number))).round);
  result.warnings = warningsOf(result, pinning);
  return result;
}
