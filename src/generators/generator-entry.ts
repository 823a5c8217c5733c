/** The process of a generator: wires it to the bench. Started by bench/worker-process.ts. */
import { monotonicNs } from "../clock.js";
import type { Misbehaviour } from "../transports/transport.js";
import { serve } from "./channel.js";
import type { ConnectRequest } from "./connect-request.js";
import { Generator, type LoadRequest, type SliceRequest } from "./generator.js";
import type { Patience } from "./slice.js";

const generator = new Generator(monotonicNs);
/** Process ids of services that stand still. */
const frozen = new Set<number>();

const methods = {
  connect: (request: ConnectRequest) => generator.connect(request),
  load: (request: LoadRequest) => generator.load(request),
  prepare: (request: SliceRequest) => generator.prepare(request),
  run: (request: SliceRequest & { startNs: number; patience: Patience }) => generator.run(request),
  rest: ({ approach }: { approach: string }) => generator.rest(approach),
  progress: ({ approach }: { approach: string }) => generator.progress(approach),
  giveUp: ({ approach }: { approach: string }) => generator.giveUp(approach),
  misbehave: ({ approach, how }: { approach: string; how: Misbehaviour | null }) => generator.misbehave(approach, how),
  /** A frozen service would not notice that its bench is gone: this process does, and wakes it to its end. */
  wakesIfAbandoned: ({ pid, stands }: { pid: number; stands: boolean }) => {
    if (stands) frozen.add(pid);
    else frozen.delete(pid);
  },
  dropConnections: ({ approach }: { approach: string }) => generator.dropConnections(approach),
  counters: ({ approach }: { approach: string }) => generator.counters(approach),
  crossCheck: ({ approach, seconds }: { approach: string; seconds: number }) => generator.crossCheck(approach, seconds),
  close: () => generator.close(),
};

export type GeneratorMethods = typeof methods;

serve(methods, () => {
  for (const pid of frozen) {
    try {
      process.kill(pid, "SIGCONT");
    } catch {} // it is gone
  }
});
