/** The process under test: a transport's reference service, wired to its collectors and to the bench. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { monotonicNs } from "../clock.js";
import type { Observations } from "../collectors/observations.js";
import { type ProcessSample, ProcessSelf } from "../collectors/process-self.js";
import { Recorder } from "../collectors/recorder.js";
import type { Schedule } from "../executors/schedule.js";
import { type Guarantee, SERVICE, type Topology } from "../flow.js";
import { serve } from "../generators/channel.js";
import { drain } from "../generators/drain.js";
import { eventBody, wireIndex } from "../generators/event-encoder.js";
import { runOpenLoop } from "../generators/open-loop.js";
import type { Pacer } from "../generators/pacing/pacer.js";
import { startPacer } from "../generators/pacing/registry.js";
import type { EventSource, Patience, Phase, SlicePlan } from "../generators/slice.js";
import type { PacingName } from "../pacing.js";
import { type TransportName, transports } from "../transports/registry.js";
import type { Service, SocketCounters, Subscriber } from "../transports/transport.js";
import { nsToMs } from "../units.js";

export interface StartRequest {
  transport: TransportName;
  config: unknown;
  topology: Topology;
  guarantee: Guarantee;
  secret: string;
  port: number;
}

export interface ServiceReport {
  observations: Observations;
  sample: ProcessSample;
  counters: SocketCounters;
  settled: boolean;
}

/** How long before a slice its counting starts: longer than a timer is ever late on an idle process. */
const COUNT_BEFORE_MS = 5;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const recorder = new Recorder(monotonicNs);
const self = new ProcessSelf();
let service: Service | undefined;
let pacer: Pacer | undefined;
let events: { source: EventSource; schedules: Record<Phase, Schedule> } | undefined;

function started(): Service {
  if (!service) throw new Error("the service was not started");
  return service;
}

const methods = {
  async start(request: StartRequest): Promise<{ port: number }> {
    const running = await transports[request.transport].startService({ ...request, observer: recorder });
    service = running;
    return { port: running.port };
  },

  subscribe: (subscribers: Subscriber[]) => started().subscribe(subscribers),

  /** Only a service in which events begin needs the schedule. */
  load(request: { source: EventSource; schedules: Record<Phase, Schedule>; pacing: PacingName }): void {
    events = request;
    pacer ??= startPacer(request.pacing, "service");
  },

  /** `settled`: after a garbage collection, so that what is compared is what is kept, not what is not yet collected. */
  memory({ settled }: { settled: boolean }): { rssBytes: number } {
    if (settled) collectGarbage();
    return { rssBytes: process.memoryUsage.rss() };
  },

  /** Counting starts just before the slice does: answering this call costs CPU that is not the service's. */
  begin({ startNs }: { startNs: number }): void {
    recorder.take();
    setTimeout(() => self.begin(), Math.max(0, nsToMs(startNs - monotonicNs()) - COUNT_BEFORE_MS));
  },

  /** Lets the slice's events begin here. */
  async publish({ slice, startNs }: { slice: SlicePlan; startNs: number }): Promise<void> {
    if (!events || !pacer) throw new Error("no schedule was loaded");
    const { source, schedules } = events;
    const schedule = schedules[slice.phase];
    const bodies = Array.from({ length: slice.to - slice.from }, (_, k) =>
      eventBody(source, schedule, slice.phase, slice.from + k),
    );
    const dueAtNs = schedule.dueNs.subarray(slice.from, slice.to).map((dueNs) => startNs + dueNs - slice.offsetNs);
    await runOpenLoop(dueAtNs, pacer, monotonicNs, (k, nowNs) => {
      const index = wireIndex(slice.phase, slice.from + k);
      recorder.begun(SERVICE, index, nowNs);
      started().publish(index, bodies[k]!);
    });
  },

  /** Waits until nothing is owed any more (`expectedDeliveries`: those that end here), then reports the slice. */
  async end({
    expectedDeliveries,
    patience,
  }: {
    expectedDeliveries: number;
    patience: Patience;
  }): Promise<ServiceReport> {
    const settled = await drain({
      settled: () => started().pending() === 0 && recorder.deliveredCount >= expectedDeliveries,
      progress: () => recorder.progress,
      ...patience,
    });
    const sample = self.end();
    return { observations: recorder.take(), sample, counters: started().counters(), settled };
  },

  async close(): Promise<void> {
    await service?.close();
    await pacer?.close();
  },
};

export type ServiceMethods = typeof methods;

serve(methods);
