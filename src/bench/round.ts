/** A round: fresh processes and connections for every approach, warm-up, blocks of interleaved slices, stop (rule 4). */
import { MachineActivity } from "../collectors/machine-activity.js";
import { PushbenchError } from "../errors.js";
import type { Methods } from "../generators/channel.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { Patience } from "../generators/slice.js";
import { seededRandom } from "../random.js";
import type { ApproachRecord, Round } from "../result.js";
import { secondsToNs } from "../units.js";
import { ApproachRun } from "./approach-run.js";
import { connectAll } from "./connect.js";
import type { BenchContext, RoundPlan, SliceListener } from "./context.js";
import type { ServiceMethods } from "./service-entry.js";
import { sliceOrders } from "./slice-order.js";
import { slicesOf } from "./slices.js";
import { warmUpAll } from "./warm-up.js";
import { type WorkerOptions, WorkerProcess } from "./worker-process.js";

/** No slice drains for longer than this, whatever still trickles in. */
const DRAIN_LIMIT_MS = 60_000;

export async function runRound(context: BenchContext, plan: RoundPlan, onSlice: SliceListener): Promise<Round> {
  const { scenario, pinning, entries } = context;
  const startedAtMs = Date.now();
  const workers: { death: Promise<never>; stop(): Promise<void> }[] = [];
  const runs: ApproachRun[] = [];
  const spawn = <M extends Methods>(options: WorkerOptions): WorkerProcess<M> => {
    const worker = new WorkerProcess<M>(options);
    workers.push(worker);
    return worker;
  };
  const work = async (): Promise<Round> => {
    const generators = Array.from({ length: context.generators }, (_, i) => {
      const name = context.generators > 1 ? `Generator ${i + 1}` : "The generator";
      return spawn<GeneratorMethods>({
        name,
        entry: entries.generator,
        cpus: pinning.generators,
        diedCode: "generator-died",
      });
    });
    const servicePids: number[] = []; // grows: all are in it before the first slice
    const sides = {
      services: { cpus: pinning.services, pids: servicePids },
      generators: { cpus: pinning.generators, pids: generators.map(({ pid }) => pid) },
    };
    for (const approach of scenario.approaches) {
      const name = `The ${approach.name} service`;
      const service = spawn<ServiceMethods>({
        name,
        entry: entries.service,
        cpus: pinning.services,
        diedCode: "service-died",
      });
      servicePids.push(service.pid);
      const setting = settingOf(context, plan, approach);
      runs.push(new ApproachRun(setting, service, generators, new MachineActivity(sides)));
    }
    const deaths = Promise.race(workers.map(({ death }) => death));
    return Promise.race([
      playRound(context, plan, runs, generators, startedAtMs, onSlice),
      deaths,
      interruption(context.signal),
    ]);
  };
  try {
    return await work();
  } finally {
    for (const run of runs) run.stopWatching();
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

async function playRound(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  generators: readonly WorkerProcess<GeneratorMethods>[],
  startedAtMs: number,
  onSlice: SliceListener,
): Promise<Round> {
  const { run: timing } = context.scenario;
  await connectAll(context, plan, runs, generators);
  const warmUp = await warmUpAll(context, plan, runs, onSlice);
  for (const run of runs) await run.measureIdle(secondsToNs(timing.sliceSeconds));
  const connectionsBefore = await Promise.all(runs.map((run) => run.connectionsOpened()));
  const slices = slicesOf(plan.schedules.measured, "measured", timing.measureSeconds, timing.sliceSeconds);
  const orders = sliceOrders(
    runs.length,
    slices.length,
    seededRandom(timing.seed, `slice order of round ${plan.number}`),
  );
  for (const [block, slice] of slices.entries()) {
    for (const [position, which] of orders[block]!.entries()) {
      const summary = await runs[which]!.runSlice(slice);
      const doneRatio = (block + (position + 1) / runs.length) / slices.length;
      onSlice({ ...summary, round: plan.number, doneRatio });
    }
  }
  const { windowPerClient } = context;
  if (windowPerClient !== undefined) for (const run of runs) await run.crossCheck(windowPerClient);
  const approaches = await Promise.all(runs.map((run, i) => run.result(connectionsBefore[i]!, warmUp)));
  return { number: plan.number, startedAtMs, endedAtMs: Date.now(), approaches };
}

function settingOf(context: BenchContext, plan: RoundPlan, approach: ApproachRecord) {
  const { scenario } = context;
  const patience: Patience = { quietMs: scenario.run.drainSeconds * 1e3, limitMs: DRAIN_LIMIT_MS };
  return {
    approach,
    topology: context.topology,
    template: context.source.template,
    schedules: plan.schedules,
    patience,
    withAcks: scenario.guarantee === "at-least-once" || approach.transport === "webhook",
    closedLoop: context.windowPerClient !== undefined,
    generatorSpins: scenario.run.pacing === "spin",
  };
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new PushbenchError("interrupted", "The run was interrupted."));
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
  });
}
