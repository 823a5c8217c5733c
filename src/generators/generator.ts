/**
 * A generator plays a segment of the clients of every approach of a round, one slice at a time. Its hot path is the executor's loop and
 * the drivers. Everything is prepared before a slice, and what was seen is sent to the bench after it.
 */
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock.js";
import type { Observations } from "../collectors/observations.js";
import { Recorder } from "../collectors/recorder.js";
import type { Schedule } from "../executors/schedule.js";
import { eventsWithin } from "../executors/segment.js";
import { deliveriesPerEvent, type Topology } from "../flow.js";
import type { HostSlice } from "../machine/host-watch.js";
import { type ProcessSample, ProcessSelf } from "../machine/process-self.js";
import type { PacingName } from "../pacing.js";
import { justBefore } from "../processes/slice-edge.js";
import type { EventSource, Patience, Phase, SlicePlan } from "../processes/slice-plan.js";
import type { CrossCheck } from "../transports/card.js";
import type { Endpoint } from "../transports/endpoint.js";
import { cardOf } from "../transports/registry.js";
import { countersSince } from "../transports/socket-tally.js";
import type { ClientCounters, Driver, Misbehaviour, Outstanding } from "../transports/transport.js";
import { nsToMs } from "../units.js";
import type { AutocannonReport } from "./autocannon.js";
import { closedLoop } from "./closed-loop.js";
import { crossCheckRequests } from "./cross-check-requests.js";
import { drain } from "./drain.js";
import { eventBody, wireIndex } from "./event-encoder.js";
import { comparedWithSent } from "./genuine-deliveries.js";
import { type Opened, openClients } from "./open-clients.js";
import { runOpenLoop } from "./open-loop.js";
import type { Pacer } from "./pacing/pacer.js";
import { startPacer } from "./pacing/registry.js";
import type { SideRequest } from "./side-request.js";

export interface LoadRequest {
  source: EventSource;
  schedules: Record<Phase, Schedule>;
  /** The events of each schedule that this generator sends: all whose sender it plays. */
  own: Record<Phase, Int32Array>;
  pacing: PacingName;
  /** How many events each client keeps in flight. Only a closed loop has it. */
  windowPerClient?: number;
}

export interface SliceRequest {
  approach: string;
  slice: SlicePlan;
}

/** What a process still owes, and a number that grows while something moves. */
export interface SliceProgress {
  pending: number;
  progress: number;
}

export interface SliceReport {
  observations: Observations;
  sample: ProcessSample;
  /** What this slice added to the drivers' socket counters. */
  wire: ClientCounters;
  settled: boolean;
  /** What its clients were still trying when it stopped waiting. */
  outstanding: Outstanding[];
  /** Only of a fleet: how long before the slice its worker was told of it. Below 0: after it had begun. */
  spareNs?: number;
  /** Only of a fleet, in measured slices: whose generator this is, and what that host did meanwhile. */
  host?: HostSlice;
}

interface Side {
  endpoint: Endpoint;
  driver: Driver;
  /** Absent: no other generator can play this approach. */
  crossCheck: Pick<CrossCheck<never, unknown>, "requestOf"> | undefined;
  recorder: Recorder;
  topology: Topology;
  clients: readonly number[];
  /** How many deliveries will not come because an event of this generator was refused. */
  refusedDeliveries: number;
  /** The number of the next event of each phase in a closed loop. */
  nextEvent: Record<Phase, number>;
  /** What the driver sends in the next slice, in the order of the events. */
  prepared: unknown[];
  /** The bench has said that there is nothing left to wait for. */
  gaveUp: boolean;
  /** The counters at the beginning of the slice. */
  before: ClientCounters;
}

/** Further copies of events that this side had, from a service that did not know that, and the counters of the whole slice. */
export type SliceRest = Pick<SliceReport, "observations" | "wire">;

export class Generator {
  readonly #clock: Clock;
  readonly #self = new ProcessSelf();
  readonly #sides = new Map<string, Side>();
  #load: (LoadRequest & { pacer: Pacer }) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async addSide(request: SideRequest): Promise<void> {
    const recorder = new Recorder(this.#clock);
    const options = { ...request, observer: recorder, ...(request.isOwn && comparedWithSent(() => this.#loaded())) };
    const card = cardOf(request.transport);
    const driver = await card.createDriver(options);
    this.#sides.set(request.approach, {
      endpoint: request.endpoint,
      driver,
      crossCheck: card.crossCheck,
      recorder,
      topology: request.topology,
      clients: request.clients,
      refusedDeliveries: 0,
      nextEvent: { warmUp: 0, measured: 0 },
      prepared: [],
      gaveUp: false,
      before: driver.counters(),
    });
  }

  /** Connects some of the clients. */
  open(approach: string, clients: readonly number[]): Promise<Opened> {
    const { driver, recorder } = this.#side(approach);
    return openClients(driver, recorder, clients);
  }

  load(request: LoadRequest): void {
    this.#load = { ...request, pacer: this.#load?.pacer ?? startPacer(request.pacing, "generator") };
  }

  /** Prepares the slice's events, so that the hot path only sends them. Returns how long that took, in ns. */
  prepare({ approach, slice }: SliceRequest): number {
    const side = this.#side(approach);
    const { source, schedules } = this.#loaded();
    const schedule = schedules[slice.phase];
    // What came between slices (pings, late events of the warm-up) belongs to no slice. It is forgotten here and not when the slice
    // runs, because on a busy machine that call may come after the first deliveries.
    side.recorder.take();
    const beganNs = this.#clock();
    side.prepared = this.#ownEvents(slice).map((event) =>
      side.driver.prepare(
        schedule.sender[event]!,
        wireIndex(slice.phase, event),
        eventBody(source, schedule, slice.phase, event),
      ),
    );
    return this.#clock() - beganNs;
  }

  /** Runs a prepared slice that begins at `startNs` (absolute) and waits until its events are settled. */
  async run({
    approach,
    slice,
    startNs,
    patience,
  }: SliceRequest & { startNs: number; patience: Patience }): Promise<SliceReport> {
    const side = this.#side(approach);
    side.before = side.driver.counters();
    side.refusedDeliveries = 0;
    side.gaveUp = false;
    justBefore(startNs, () => this.#self.begin());
    const expected =
      this.#loaded().windowPerClient === undefined
        ? await this.#runOpen(side, slice, startNs)
        : await this.#runClosed(side, slice, startNs);
    // A slice lasts its whole length, however early its last event is: idle time in it is measured as well.
    await this.#until(startNs + slice.lengthNs);
    const settled = await drain({
      settled: () =>
        side.gaveUp || (side.driver.pending() === 0 && side.recorder.hasDelivered(expected - side.refusedDeliveries)),
      progress: () => side.recorder.progress,
      ...patience,
    });
    side.recorder.onSettled = undefined;
    const sample = this.#self.end();
    const outstanding = [...side.driver.outstanding()];
    const wire = countersSince(side.before, side.driver.counters());
    return { observations: side.recorder.take(), sample, wire, settled: settled && !side.gaveUp, outstanding };
  }

  /** What came after the report of a slice: to be called when the service is done with it as well. */
  rest(approach: string): SliceRest {
    const { recorder, before, driver } = this.#side(approach);
    return { observations: recorder.take(), wire: countersSince(before, driver.counters()) };
  }

  /** How far the slice is that the bench waits for. */
  progress(approach: string): SliceProgress {
    const { driver, recorder } = this.#side(approach);
    return { pending: driver.pending(), progress: recorder.progress };
  }

  /** Ends the wait of a slice that is under way. */
  giveUp(approach: string): void {
    this.#side(approach).gaveUp = true;
  }

  misbehave(approach: string, how: Misbehaviour | null): void {
    this.#side(approach).driver.misbehave(how);
  }

  dropConnections(approach: string): void {
    this.#side(approach).driver.dropConnections();
  }

  /** Saturates the approach's service with autocannon, with our own window, in a closed loop. Undefined where that is impossible. */
  async crossCheck(approach: string, seconds: number): Promise<AutocannonReport | undefined> {
    const { driver, clients, endpoint, crossCheck } = this.#side(approach);
    if (crossCheck === undefined) return undefined;
    const load = this.#loaded();
    const requests = await crossCheckRequests(load, driver, crossCheck, clients);
    const { runAutocannon } = await import("./autocannon.js"); // most runs never need it
    return runAutocannon({ endpoint, inFlight: clients.length * (load.windowPerClient ?? 1), seconds, requests });
  }

  counters(approach: string): ClientCounters {
    return this.#side(approach).driver.counters();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sides.values()].map(({ driver }) => driver.close()));
    await this.#load?.pacer.close();
  }

  /** Returns how many deliveries this generator's clients must see. */
  async #runOpen(side: Side, slice: SlicePlan, startNs: number): Promise<number> {
    const { schedules, pacer } = this.#loaded();
    const schedule = schedules[slice.phase];
    const { driver, recorder, prepared, topology } = side;
    const own = this.#ownEvents(slice);
    recorder.onSettled = (kind, client, index) => {
      if (kind !== "refused" || topology.flow !== "relay") return;
      const event = index - wireIndex(slice.phase, 0);
      if (schedule.sender[event] === client) side.refusedDeliveries += deliveriesPerEvent(topology, client);
    };
    const dueAtNs = Float64Array.from(own, (event) => startNs + schedule.dueNs[event]! - slice.offsetNs);
    await runOpenLoop(dueAtNs, pacer, this.#clock, (k, nowNs) => {
      const event = own[k]!;
      const index = wireIndex(slice.phase, event);
      const sender = schedule.sender[event]!;
      recorder.begun(sender, index, nowNs);
      driver.send(sender, index, prepared[k]);
    });
    side.prepared = [];
    if (topology.flow === "ingest") return 0;
    if (topology.flow === "broadcast") return (slice.to - slice.from) * side.clients.length;
    return own.reduce((sum, event) => sum + deliveriesPerEvent(topology, schedule.sender[event]!), 0);
  }

  async #runClosed(side: Side, slice: SlicePlan, startNs: number): Promise<number> {
    const { source, schedules, windowPerClient } = this.#loaded();
    const { driver, recorder, clients } = side;
    const loop = closedLoop({
      clients,
      windowPerClient: windowPerClient ?? 1,
      clock: this.#clock,
      begin: (client, nowNs) => {
        const event = side.nextEvent[slice.phase]++;
        const index = wireIndex(slice.phase, event);
        recorder.begun(client, index, nowNs);
        driver.send(
          client,
          index,
          driver.prepare(client, index, eventBody(source, schedules[slice.phase], slice.phase, event)),
        );
      },
    });
    recorder.onSettled = (kind, client) => {
      if (kind === "acked") loop.acked(client);
      else if (kind === "refused") loop.refused(client);
    };
    await this.#until(startNs);
    loop.start(startNs + slice.lengthNs);
    return 0;
  }

  #until(timeNs: number): Promise<void> {
    return setTimeout(Math.max(0, nsToMs(timeNs - this.#clock())));
  }

  #ownEvents(slice: SlicePlan): number[] {
    return eventsWithin(this.#loaded().own[slice.phase], slice);
  }

  #side(approach: string): Side {
    const side = this.#sides.get(approach);
    if (!side) throw new Error(`approach "${approach}" is not connected`);
    return side;
  }

  #loaded(): LoadRequest & { pacer: Pacer } {
    if (!this.#load) throw new Error("no schedule was loaded");
    return this.#load;
  }
}
