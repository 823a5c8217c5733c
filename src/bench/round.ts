/**
 * A round: it starts fresh processes and connections for every approach, warms up, plays blocks of interleaved slices, and
 * stops.
 */

import { monotonicNs } from "../clock.js";
import { PushbenchError } from "../errors.js";
import { haveEvents } from "../executors/registry.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { Patience } from "../processes/slice-plan.js";
import { seededRandom } from "../random.js";
import { type ApproachRecord, addressOf, labelOf, type Round } from "../result/result.js";
import { seesAcks } from "../scenario/own-services.js";
import { ServiceProcess } from "../services/service-process.js";
import { nsToMs, secondsToNs } from "../units.js";
import { ApproachRun, type ApproachSetting } from "./approach-run.js";
import { connectAll } from "./connect.js";
import type { BenchContext, RoundPlan } from "./context.js";
import { Crew } from "./crew.js";
import { RelayProcess, usesRelay } from "./relay-process.js";
import { sliceOrders, startOrder } from "./slice-order.js";
import { slicesOf } from "./slices.js";
import { type TimedPart, TimeSpent } from "./time-spent.js";
import { WarmUps } from "./warm-up/warm-up.js";

/** No slice drains for longer than this, even while deliveries still trickle in. */
const DRAIN_LIMIT_MS = 60_000;
/** That much is enough to see what an idle service costs. */
const LONGEST_IDLE_SECONDS = 0.5;

export async function runRound(context: BenchContext, plan: RoundPlan): Promise<Round> {
  const { signal, fleet, topology } = context;
  context.tell({ type: "round-started", round: plan.number });
  const startedAtMs = Date.now();
  const startedNs = monotonicNs();
  const time = new TimeSpent(startedNs);
  const crew = new Crew(context);
  const runs: ApproachRun[] = [];
  const over = new AbortController();
  let round: Round;
  try {
    const generators = await crew.generators();
    for (const approach of context.scenario.approaches) {
      const label = labelOf(addressOf(approach));
      const withAcks = await seesAcks(approach, context.scenario);
      const setting = settingOf(context, plan, approach, { withAcks, journal: crew.journal(label) });
      const service = new ServiceProcess(approach, () => crew.service(approach, topology.flow), fleet?.address);
      const relay = usesRelay(context.scenario) ? new RelayProcess(crew.relay(label)) : undefined;
      runs.push(new ApproachRun(setting, service, generators, relay, crew.activity()));
    }
    round = await Promise.race([
      playRound(context, plan, runs, generators, time).then((played) => ({
        ...played,
        // The wall clock is not read again, because somebody may have set it in the meantime.
        ...{ startedAtMs, endedAtMs: startedAtMs + nsToMs(monotonicNs() - startedNs) },
        ...(fleet && { hosts: fleet.parts(topology) }),
      })),
      crew.death,
      interruption(signal, over.signal),
    ]);
  } finally {
    time.turnTo("stopNs", monotonicNs());
    over.abort();
    for (const run of runs) run.stop();
    await crew.dismiss();
  }
  return { ...round, time: time.end(monotonicNs()) };
}

async function playRound(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  generators: readonly CalledProcess<GeneratorMethods>[],
  time: TimeSpent,
): Promise<Omit<Round, "startedAtMs" | "endedAtMs">> {
  const { run: timing } = context.scenario;
  const turnTo = (part: TimedPart): void => time.turnTo(part, monotonicNs());
  const order = startOrder(runs.length, plan.number, timing.seed);
  await connectAll(context, plan, runs, order, generators, turnTo);
  turnTo("warmUpNs");
  const warmUp = new WarmUps(context, plan, runs);
  const warmedUp = await warmUp.untilSettled();
  turnTo("idleNs");
  const idleSeconds = Math.min(timing.sliceSeconds, LONGEST_IDLE_SECONDS);
  // Where nothing happens anyway, the whole window is measured idle.
  if (!context.onlySlices && haveEvents(context.scenario.arrivals)) {
    await Promise.all(runs.map((run) => run.measureIdle(secondsToNs(idleSeconds))));
  }
  turnTo("besideSlicesNs");
  const connectionsBefore = await Promise.all(runs.map((run) => run.connectionsOpened()));
  const slices = slicesOf(plan.schedules.measured, "measured", timing.measureSeconds, timing.sliceSeconds);
  const orders = sliceOrders(
    runs.length,
    slices.length,
    seededRandom(timing.seed, `slice order of round ${plan.number}`),
  );
  for (const [block, slice] of slices.entries()) {
    if (context.warmsUpTwice && block === slices.length >> 1) {
      turnTo("warmUpNs");
      await warmUp.again();
      turnTo("besideSlicesNs");
    }
    for (const [position, which] of orders[block]!.entries()) {
      if (block === 0) await settle(context, plan, runs[which]!);
      const summary = await runs[which]!.runSlice(slice);
      time.sliceOf(slice.lengthNs);
      const doneRatio = (block + (position + 1) / runs.length) / slices.length;
      context.tell({ type: "slice-finished", ...summary, round: plan.number, doneRatio });
    }
  }
  await Promise.all(runs.map((run) => run.endMeasuring()));
  const { windowPerClient } = context;
  if (windowPerClient !== undefined && !context.onlySlices)
    for (const run of runs) await run.crossCheck(windowPerClient);
  const approaches = runs.map((run, i) => run.result(connectionsBefore[i]!, warmedUp[i]!));
  return { number: plan.number, startOrder: order.map((which) => runs[which]!.label), approaches };
}

async function settle({ settle }: BenchContext, { warmUp }: RoundPlan, run: ApproachRun): Promise<void> {
  if (warmUp.settle === undefined || !settle?.approaches.includes(run.label)) return;
  if (settle.fromClosed) await run.dropConnections();
  await run.runSlice(warmUp.settle);
}

function settingOf(
  context: BenchContext,
  plan: RoundPlan,
  approach: ApproachRecord,
  known: Pick<ApproachSetting, "withAcks" | "journal">,
): ApproachSetting {
  const { scenario, permission } = context;
  const quietMs = scenario.run.drainSeconds * 1e3;
  const isRemote = permission?.watch.isRemote(labelOf(addressOf(approach))) ?? false;
  // Second attempts are load as well, so a machine that is not this one gets no more of them than the time to answer.
  const patience: Patience = { quietMs, limitMs: isRemote ? quietMs : DRAIN_LIMIT_MS };
  return {
    approach,
    topology: context.topology,
    template: context.source.template,
    schedules: plan.schedules,
    patience,
    closedLoop: context.windowPerClient !== undefined,
    withoutEvents: !haveEvents(scenario.arrivals),
    generatorSpins: scenario.run.pacing === "spin",
    faults: scenario.faults ?? [],
    network: scenario.network ?? { roundTripMs: 0 },
    leastLeadNs: context.fleet?.leadNs ?? 0,
    watchesStalls: context.watchesStalls,
    watchesJitter: scenario.objectives.jitterP99Ms !== undefined,
    ...known,
    watch: permission?.watch,
  };
}

/** Rejects when the run is interrupted. Stops listening when the round is over, because a run has many rounds. */
function interruption(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new PushbenchError("interrupted", "The run was interrupted."));
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true, signal: over });
  });
}
