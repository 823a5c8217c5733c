/** The program of a generator's process, which processes/worker-process.ts starts. It connects the generator with the bench. */
import { monotonicNs } from "../clock.js";
import { type ScheduleShare, scheduleOf } from "../executors/share.js";
import { serve } from "../processes/channel.js";
import type { Patience, Phase } from "../processes/slice-plan.js";
import type { Misbehaviour } from "../transports/transport.js";
import { Generator, type LoadRequest, type SliceRequest } from "./generator.js";
import type { SideRequest } from "./side-request.js";

const generator = new Generator(monotonicNs);

/** As it travels: of the schedules, only what this generator must know. */
type LoadMessage = Omit<LoadRequest, "schedules" | "own"> & { shares: Record<Phase, ScheduleShare> };

const loaded = ({ shares: { warmUp, measured }, ...request }: LoadMessage): LoadRequest => ({
  ...request,
  schedules: { warmUp: scheduleOf(warmUp), measured: scheduleOf(measured) },
  own: { warmUp: warmUp.own, measured: measured.own },
});

const methods = {
  addSide: (request: SideRequest) => generator.addSide(request),
  open: ({ approach, clients }: { approach: string; clients: number[] }) => generator.open(approach, clients),
  load: (message: LoadMessage) => generator.load(loaded(message)),
  prepare: (request: SliceRequest) => generator.prepare(request),
  run: (request: SliceRequest & { startNs: number; patience: Patience }) => generator.run(request),
  rest: ({ approach }: { approach: string }) => generator.rest(approach),
  progress: ({ approach }: { approach: string }) => generator.progress(approach),
  giveUp: ({ approach }: { approach: string }) => generator.giveUp(approach),
  misbehave: ({ approach, how }: { approach: string; how: Misbehaviour | null }) => generator.misbehave(approach, how),
  dropConnections: ({ approach }: { approach: string }) => generator.dropConnections(approach),
  counters: ({ approach }: { approach: string }) => generator.counters(approach),
  crossCheck: ({ approach, seconds }: { approach: string; seconds: number }) => generator.crossCheck(approach, seconds),
  close: () => generator.close(),
};

export type GeneratorMethods = typeof methods;

serve(methods);
