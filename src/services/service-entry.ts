/** The program of the process under test: a transport's reference service, connected with a recorder and with the bench. */
import { monotonicNs } from "../clock.js";
import type { Observations } from "../collectors/observations.js";
import type { OutsideSample } from "../collectors/processes/process-sum.js";
import { Recorder } from "../collectors/recorder.js";
import type { Schedule } from "../executors/schedule.js";
import { type Guarantee, SERVICE, type Topology } from "../flow.js";
import { drain } from "../generators/drain.js";
import { eventBody, wireIndex } from "../generators/event-encoder.js";
import type { SliceProgress } from "../generators/generator.js";
import { runOpenLoop } from "../generators/open-loop.js";
import type { Pacer } from "../generators/pacing/pacer.js";
import { startPacer } from "../generators/pacing/registry.js";
import { collectGarbage, type MemorySample, memorySelf } from "../machine/memory-self.js";
import { type ProcessSample, ProcessSelf } from "../machine/process-self.js";
import type { PacingName } from "../pacing.js";
import { serve } from "../processes/channel.js";
import { justBefore } from "../processes/slice-edge.js";
import type { EventSource, Patience, Phase, SlicePlan } from "../processes/slice-plan.js";
import type { Security } from "../tls/security.js";
import { FileJournal } from "../transports/delivery/journal.js";
import { JOURNAL_DAMAGED, journalProblem } from "../transports/delivery/reasons.js";
import { cardOf, type TransportName } from "../transports/registry.js";
import type {
  Member,
  Misbehaviour,
  Outstanding,
  Service,
  SocketCounters,
  Subscriber,
} from "../transports/transport.js";
import { HELLO, type MemberSpec, takeMemberSpec } from "./group/specs.js";
import { SERVICE_PROTOCOL } from "./service-protocol.js";

export interface StartRequest {
  transport: TransportName;
  config: unknown;
  topology: Topology;
  guarantee: Guarantee;
  secret: string;
  port: number;
  tls?: Security;
  /** A file that outlives the process. There is one when the scenario kills the process. */
  journal?: string;
}

export interface ServiceReport {
  observations: Observations;
  /** Of a service in several processes it is a GroupSample. */
  sample: ProcessSample | OutsideSample;
  counters: SocketCounters;
  settled: boolean;
  /** What it was still trying when it stopped waiting. */
  outstanding: Outstanding[];
}

const recorder = new Recorder(monotonicNs);
/** Undefined where this process is the whole service. */
const memberSpec = takeMemberSpec();
const self = new ProcessSelf();
let service: Service | undefined;
let journal: FileJournal | undefined;
let pacer: Pacer | undefined;
let events: { source: EventSource; schedules: Record<Phase, Schedule> } | undefined;

function started(): Service {
  if (!service) throw new Error("the service was not started");
  return service;
}

async function memberOf({ number, of, busPort }: MemberSpec, { guarantee }: StartRequest): Promise<Member> {
  if (busPort === undefined) return { number, of };
  const { openBus } = await import("./group/redis.js"); // a service of one process never needs it
  return { number, of, bus: await openBus({ port: busPort, number, of, guarantee, observer: recorder }) };
}

/** Only what is killed has a journal. Nobody else must be given its port before its successor listens there. */
async function portToComeBackTo(): Promise<number> {
  const { freePort } = await import("./free-port.js"); // most services never need it
  return freePort();
}

const NO_BODY = Buffer.alloc(0);

/**
 * Under at-most-once, a service that starts again knows nothing of the time before. What was delivered to it is written down
 * nevertheless, for the bench, because a killed process can no longer report it.
 */
function witness(written: FileJournal): void {
  recorder.onSettled = (kind, client, index) => {
    if (kind !== "delivered") return;
    try {
      written.accepted(client, index, NO_BODY);
    } catch (error) {
      recorder.problem(journalProblem(error)); // the event is delivered all the same
    }
  };
}

const methods = {
  /** This is asked before anything else, of a service that may be of another version. */
  protocol: (): number => SERVICE_PROTOCOL,

  async start(request: StartRequest): Promise<{ port: number }> {
    const { journal: file, ...asked } = request;
    const port = asked.port || (file === undefined ? 0 : await portToComeBackTo());
    const member = memberSpec && { member: await memberOf(memberSpec, asked) };
    const options = { ...asked, port, observer: recorder, ...member };
    const opened = file === undefined ? undefined : new FileJournal(file, monotonicNs);
    if (opened && opened.damagedParts > 0) recorder.problem(JOURNAL_DAMAGED);
    const known = opened !== undefined && request.guarantee === "at-least-once";
    const running = await cardOf(request.transport).startService(known ? { ...options, journal: opened } : options);
    if (opened && !known) witness(opened);
    journal = opened;
    service = running;
    return { port: running.port };
  },

  subscribe: (subscribers: Subscriber[]) => started().subscribe(subscribers),

  /** Only a service in which events begin needs the schedule. */
  load(request: { source: EventSource; schedules: Record<Phase, Schedule>; pacing: PacingName }): void {
    events = request;
    pacer ??= startPacer(request.pacing, "service");
  },

  /** With `settled`, garbage is collected first, so that memory that is merely not yet collected does not count. */
  memory({ settled }: { settled: boolean }): MemorySample {
    if (settled) collectGarbage();
    return memorySelf();
  },

  /**
   * Counting starts just before the slice, because to answer this call costs CPU that is not the service's. A `successor` replaces
   * a process that was killed in the slice. Clients reach it before this call does, and what it has seen belongs to the slice.
   */
  begin({ startNs, successor = false }: { startNs: number; successor?: boolean }): void {
    if (!successor) recorder.take();
    justBefore(startNs, () => self.begin());
  },

  /** Begins the slice's events in this process. */
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

  /**
   * Waits until nothing is owed any more, and then reports the slice. `expectedDeliveries` counts those that end in this
   * process.
   */
  async end({
    expectedDeliveries,
    patience,
  }: {
    expectedDeliveries: number;
    patience: Patience;
  }): Promise<ServiceReport> {
    const settled = await drain({
      settled: () => started().pending() === 0 && recorder.hasDelivered(expectedDeliveries),
      progress: () => recorder.progress,
      ...patience,
    });
    const sample = self.end();
    const outstanding = [...started().outstanding()];
    return { observations: recorder.take(), sample, counters: started().counters(), settled, outstanding };
  },

  /**
   * Rejects with the system's error when the service cannot write down what it takes, since to wait for it would be useless.
   */
  progress(): SliceProgress {
    if (journal?.failure !== undefined) throw journal.failure;
    return { pending: started().pending(), progress: recorder.progress };
  },

  misbehave: (how: Misbehaviour | null) => started().misbehave(how),

  async close(): Promise<void> {
    await service?.close();
    await pacer?.close();
  },
};

export type ServiceMethods = typeof methods;

serve(methods);
if (memberSpec !== undefined) process.send?.({ id: HELLO });
