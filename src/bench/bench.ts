/** Plays every round of a scenario and writes the result file with what was measured. */

import { monotonicNs } from "../clock.js";
import { PushbenchError } from "../errors.js";
import type { TemplateName } from "../events/templates.js";
import type { Arrivals } from "../executors/registry.js";
import type { Topology } from "../flow.js";
import { choosePinning, type Pinning } from "../machine/cpu-pinning.js";
import { describeMachine } from "../machine/describe-machine.js";
import { requirePorts } from "../machine/ports.js";
import { requireReadableGroups, requireReadableSystem } from "../machine/readable-system.js";
import { nothingAllowed, type PermissionRequest, requirePermission } from "../remote/permission.js";
import { labelOf, RESULT_SCHEMA_VERSION, type Result } from "../result/result.js";
import { isStarted } from "../result/service-source.js";
import { requirePlayable, withDeliveriesBy } from "../scenario/own-services.js";
import { securitiesOf } from "../services/securities.js";
import { transportFacts, transportPackages } from "../transports/registry.js";
import { nsToMs } from "../units.js";
import type { BenchContext } from "./context.js";
import { failureOf } from "./failure.js";
import { requirePlayableByFleet } from "./fleet/playable.js";
import { playRoundOfFleet } from "./fleet/replay.js";
import { requireHosts } from "./fleet/require-hosts.js";
import { loadOf } from "./preflight/load.js";
import { requireResources } from "./preflight/require-resources.js";
import { ResultFile } from "./result-file.js";
import { RunEvents, type RunListener } from "./run-events.js";
import { fingerprintOfRun, planOfRound, windowPerClientOf } from "./run-schedules.js";
import { warningsOf } from "./warnings.js";

export interface BenchRequest
  extends Pick<
    BenchContext,
    | "scenario"
    | "entries"
    | "fleet"
    | "generators"
    | "port"
    | "signal"
    | "onlySlices"
    | "warmsUpTwice"
    | "settle"
    | "watchesStalls"
  > {
  /** The name or path by which the scenario was asked for; it is empty if a program gave the scenario itself. */
  scenarioGiven: string;
  /** The overrides as they were typed, for the record. */
  overrides: string[];
  /** The approaches of the command line as they were typed, for the record. */
  approachesGiven?: string[];
  quick: boolean;
  /** The folder of the result. */
  directory: string;
  pushbenchVersion: string;
  /** The arrivals at whose rate warm-ups begin, where studies of many rates warm all of them up alike. */
  warmUpArrivals?: Arrivals;
  /** What may be sent beyond this machine. By default nothing may. */
  remote?: Omit<PermissionRequest, "generators" | "securities" | "signal">;
  /** How a shell calls pushbench, for whoever wants to run it again. */
  program?: string;
  /** They are told what happens. A listener that throws is told nothing more, and the run goes on. */
  listeners?: readonly RunListener[];
  /**
   * Asked after each round, when all listeners have been told of it: whether the rest need not be played. By default all are. It
   * is no listener, for the run does what it answers, and what it throws breaks the run off.
   */
  isEnough?: (result: Result) => boolean;
}

export interface BenchOutcome {
  result: Result;
  file: ResultFile;
  /** The reason why the run did not complete. What was finished is in the result. */
  failure?: PushbenchError;
}

/**
 * Plays all rounds. It throws only before the first; later failures are in the outcome, beside the rounds that were finished.
 */
export async function runBench(request: BenchRequest): Promise<BenchOutcome> {
  await requirePlayable(request.scenario);
  const scenario = { ...request.scenario, approaches: await withDeliveriesBy(request.scenario) };
  const topology: Topology = { flow: scenario.flow, clients: scenario.clients, roomSize: scenario.roomSize ?? 1 };
  requireReadableSystem();
  if (scenario.approaches.some(({ service }) => service && isStarted(service))) requireReadableGroups();
  requirePorts(request.port, scenario.approaches.length);
  const { generators, signal, fleet, remote = nothingAllowed } = request;
  const load = loadOf(scenario, topology, generators, fleet);
  if (!load.areClientsElsewhere || !load.areServicesElsewhere) requireResources(load); // else nothing is asked of this machine
  if (fleet !== undefined) {
    requirePlayableByFleet(scenario, fleet);
    requireHosts(scenario, topology, fleet);
  }
  const securities = await securitiesOf(scenario.approaches, fleet?.addresses);
  const permission = await requirePermission(scenario, { ...remote, generators, securities, signal });
  const pinning = choosePinning();
  const { approaches, file: _file, description: _description, use: _use, gate: _gate, tls: _tls, ...record } = scenario;
  const result: Result = {
    schemaVersion: RESULT_SCHEMA_VERSION,
    pushbenchVersion: request.pushbenchVersion,
    ...(request.program === undefined ? {} : { program: request.program }),
    state: "running",
    startedAt: new Date().toISOString(),
    quick: request.quick,
    scenario: record,
    overrides: request.overrides,
    ...(request.approachesGiven?.length && { approachesGiven: request.approachesGiven }),
    scenarioGiven: request.scenarioGiven,
    seed: scenario.run.seed,
    scheduleFingerprint: fingerprintOfRun(scenario, topology),
    approaches,
    transports: transportFacts(approaches),
    machine: describeMachine(pinning, transportPackages),
    ...(fleet && { hosts: fleet.hosts() }),
    rounds: [],
    warnings: [],
  };
  const startedNs = monotonicNs();
  const file = new ResultFile(request.directory);
  const events = new RunEvents(file.listener, request.listeners ?? []);
  const context: BenchContext = {
    ...request,
    scenario,
    tell: (event) => events.tell(event),
    topology,
    source: { template: scenario.payload.template as TemplateName, seed: scenario.run.seed },
    pinning,
    permission,
    securities,
    windowPerClient: windowPerClientOf(scenario),
  };
  result.warnings = warningsOf(result, pinning);
  events.tell({ type: "run-started", result });
  events.warn(result.warnings);
  try {
    for (let number = 1; number <= scenario.run.rounds; number++) {
      const plan = planOfRound(scenario, topology, number, {
        mostEventsPerSecond: Math.min(
          permission.mostEventsPerSecond,
          fleet?.mostEventsPerSecond ?? Number.POSITIVE_INFINITY,
        ),
        ...(request.warmUpArrivals && { warmUpArrivals: request.warmUpArrivals }),
        ...(request.settle && { settle: request.settle }),
      });
      const round = await playRoundOfFleet(context, plan);
      if (fleet !== undefined) result.hosts = fleet.hosts();
      result.rounds.push(round);
      result.warnings = warningsOf(result, pinning);
      events.tell({ type: "round-finished", result });
      events.warn(result.warnings);
      if (request.isEnough?.(result)) break;
      requireBalance(result);
    }
    result.state = "complete";
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) {
      result.state = "failed";
      result.failure = { code: "defect", message: error instanceof Error ? error.message : String(error) };
      finish(result, events, pinning, startedNs);
      throw error; // the CLI shows its stack
    }
    result.state = failure.code === "interrupted" ? "interrupted" : "failed";
    result.failure = { code: failure.code, message: failure.message };
    return { result, file, failure: finish(result, events, pinning, startedNs) ?? failure };
  }
  const failure = finish(result, events, pinning, startedNs);
  return failure ? { result, file, failure } : { result, file };
}

/** Tells the last event, which makes the last write. A full disk must not hide what happened before. */
function finish(result: Result, events: RunEvents, pinning: Pinning, startedNs: number): PushbenchError | undefined {
  // The end is the start by the wall clock plus the time since then, because somebody may have set the wall clock meanwhile.
  const passedMs = nsToMs(monotonicNs() - startedNs);
  result.endedAt = new Date(Date.parse(result.startedAt) + passedMs).toISOString();
  result.warnings = warningsOf(result, pinning);
  events.warn(result.warnings);
  try {
    events.tell({ type: "run-ended", result });
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return failure;
  }
}

/** Every delivery that was expected must have become something (measurement: every event is reconciled). */
function requireBalance(result: Result): void {
  const round = result.rounds.at(-1)!;
  for (const { deliveries, ...address } of round.approaches) {
    const { expected, delivered, lost, rejected, pending = 0 } = deliveries;
    if (expected === delivered + lost + rejected + pending) continue;
    throw new PushbenchError(
      "sums-unbalanced",
      `Round ${round.number}, ${labelOf(address)}: ${expected} deliveries expected, but ${delivered} delivered + ${lost} lost + ${rejected} rejected + ${pending} pending.`,
      { hint: "This is a defect in pushbench: please report it with the result file." },
    );
  }
}
