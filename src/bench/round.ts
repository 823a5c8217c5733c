/** A round: fresh processes and connections for every approach, warm-up, blocks of interleaved slices, stop (rule 4). */
import { randomBytes } from "node:crypto";
import { PushbenchError } from "../errors.js";
import { eventsBetween, type Schedule } from "../executors/schedule.js";
import { clientsOfSegment, eventsOfSegment } from "../executors/segment.js";
import type { Topology } from "../flow.js";
import type { Methods } from "../generators/channel.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { Patience, Phase, SlicePlan } from "../generators/slice.js";
import { type Random, seededRandom } from "../random.js";
import type { ApproachRecord, Round } from "../result.js";
import type { TransportName } from "../transports/registry.js";
import type { Subscriber } from "../transports/transport.js";
import { secondsToNs } from "../units.js";
import { ApproachRun, type SliceSummary } from "./approach-run.js";
import type { BenchContext } from "./bench.js";
import type { ServiceMethods } from "./service-entry.js";
import { sliceOrders } from "./slice-order.js";
import { hasSettled } from "./warm-up.js";
import { type WorkerOptions, WorkerProcess } from "./worker-process.js";

const CALL_MS = 10_000;
const CONNECT_MS = 60_000;
/** No slice drains for longer than this, whatever still trickles in. */
const DRAIN_LIMIT_MS = 60_000;

export interface RoundPlan {
  number: number;
  schedules: Record<Phase, Schedule>;
}

export type SliceListener = (progress: SliceSummary & { round: number; doneRatio: number }) => void;

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
    for (const approach of scenario.approaches) {
      const name = `The ${approach.name} service`;
      const service = spawn<ServiceMethods>({
        name,
        entry: entries.service,
        cpus: pinning.services,
        diedCode: "service-died",
      });
      runs.push(new ApproachRun(settingOf(context, plan, approach), service, generators));
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
  const random = seededRandom(timing.seed, `slice order of round ${plan.number}`);
  const warmUp = await warmUpAll(context, plan, runs, random, onSlice);
  for (const run of runs) await run.measureIdle(secondsToNs(timing.sliceSeconds));
  const connectionsBefore = await Promise.all(runs.map((run) => run.connectionsOpened()));
  const slices = slicesOf(plan.schedules.measured, "measured", timing.measureSeconds, timing.sliceSeconds);
  const orders = sliceOrders(runs.length, slices.length, random);
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
  };
}

/** Starts every service, connects every client to it, and hands out the schedules. */
async function connectAll(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  generators: readonly WorkerProcess<GeneratorMethods>[],
): Promise<void> {
  const { scenario, topology, source } = context;
  const { guarantee } = scenario;
  const segments = generators.map((_, index) => clientsOfSegment(topology, { index, count: generators.length }));
  const secret = randomBytes(24).toString("base64url");
  for (const [i, run] of runs.entries()) {
    const { name: approach, config } = run.setting.approach;
    const transport = run.setting.approach.transport as TransportName;
    const { port } = await startService(
      run,
      { transport, config, topology, guarantee, secret, port: context.port && context.port + i },
      scenario.run.readySeconds * 1e3,
    );
    run.rssBeforeBytes = await run.rssBytes({ settled: true });
    const subscribers: Subscriber[] = [];
    for (const [g, generator] of generators.entries()) {
      const request = {
        approach,
        transport,
        config,
        topology,
        guarantee,
        secret,
        host: "127.0.0.1",
        port,
        clients: segments[g]!,
      };
      try {
        subscribers.push(...(await generator.call("connect", request, CONNECT_MS)));
      } catch (cause) {
        if (cause instanceof PushbenchError) throw cause;
        throw connectFailed(approach, topology, cause);
      }
    }
    await run.service.call("subscribe", subscribers, CALL_MS);
    if (topology.flow === "broadcast") await run.service.call("load", { source, schedules: plan.schedules }, CALL_MS);
    run.rssIdleBytes = await run.rssBytes({ settled: true });
  }
  await Promise.all(
    generators.map((generator, g) => {
      const clients = segments[g]!;
      const own = {
        warmUp: eventsOfSegment(plan.schedules.warmUp, clients),
        measured: eventsOfSegment(plan.schedules.measured, clients),
      };
      const { windowPerClient } = context;
      return generator.call(
        "load",
        { source, schedules: plan.schedules, own, ...(windowPerClient === undefined ? {} : { windowPerClient }) },
        CONNECT_MS,
      );
    }),
  );
}

async function startService(
  run: ApproachRun,
  request: Parameters<ServiceMethods["start"]>[0],
  readyMs: number,
): Promise<{ port: number }> {
  try {
    return await run.service.call("start", request, readyMs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PushbenchError(
      "port-taken",
      `The ${run.setting.approach.name} service cannot listen on port ${request.port}: it is taken.`,
      {
        hint: "Choose another --port, or leave it out: any free port will do.",
        cause: error,
      },
    );
  }
}

function connectFailed(approach: string, topology: Topology, cause: unknown): PushbenchError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const hint =
    code === "EMFILE" || code === "ENFILE"
      ? "The process ran out of open files: raise the limit (ulimit -n) or lower --set clients."
      : "Look at the service's settings under approaches in the scenario.";
  return new PushbenchError(
    "connect-failed",
    `${topology.clients} clients could not connect by ${approach}: ${message}`,
    { hint, cause },
  );
}

/** Warm-up blocks until every approach's slice medians agree, at least warmUpSeconds and at most the warm-up schedule's length. */
async function warmUpAll(
  context: BenchContext,
  plan: RoundPlan,
  runs: readonly ApproachRun[],
  random: Random,
  onSlice: SliceListener,
): Promise<{ blocks: number; settled: boolean }> {
  const { warmUpSeconds, sliceSeconds } = context.scenario.run;
  if (warmUpSeconds === 0) return { blocks: 0, settled: false };
  const slices = slicesOf(
    plan.schedules.warmUp,
    "warmUp",
    context.warmUpLimitSeconds,
    Math.min(sliceSeconds, warmUpSeconds),
  );
  const atLeast = Math.ceil(warmUpSeconds / Math.min(sliceSeconds, warmUpSeconds));
  const mediansNs: (number | undefined)[][] = runs.map(() => []);
  for (const [block, slice] of slices.entries()) {
    for (const which of sliceOrders(runs.length, 1, random)[0]!) {
      const summary = await runs[which]!.runSlice(slice);
      mediansNs[which]!.push(summary.latencyP50Ns);
      onSlice({ ...summary, round: plan.number, doneRatio: 0 });
    }
    if (block + 1 >= atLeast && mediansNs.every(hasSettled)) return { blocks: block + 1, settled: true };
  }
  return { blocks: slices.length, settled: mediansNs.every(hasSettled) };
}

/** A window cut into slices; the last takes what does not divide. */
export function slicesOf(schedule: Schedule, phase: Phase, windowSeconds: number, sliceSeconds: number): SlicePlan[] {
  const count = Math.max(1, Math.floor(windowSeconds / sliceSeconds + 1e-9));
  return Array.from({ length: count }, (_, i) => {
    const offsetNs = secondsToNs(i * sliceSeconds);
    const endNs = i === count - 1 ? secondsToNs(windowSeconds) : secondsToNs((i + 1) * sliceSeconds);
    return { phase, offsetNs, lengthNs: endNs - offsetNs, ...eventsBetween(schedule, offsetNs, endNs) };
  });
}

function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = () => reject(new PushbenchError("interrupted", "The run was interrupted."));
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
  });
}
