/** The process under test: a transport's reference service, wired to its collectors and to the bench. */
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
import { timerThread } from "../generators/pacing/timer-thread.js";
import type { EventSource, Patience, Phase, SlicePlan } from "../generators/slice.js";
import { type TransportName, transports } from "../transports/registry.js";
import type { Service, SocketCounters, Subscriber } from "../transports/transport.js";

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
  load(request: { source: EventSource; schedules: Record<Phase, Schedule> }): void {
    events = request;
    pacer ??= timerThread();
  },

  memory: (): { rssBytes: number } => ({ rssBytes: process.memoryUsage.rss() }),

  begin(): void {
    recorder.take();
    self.begin();
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
