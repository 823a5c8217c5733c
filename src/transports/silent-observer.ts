import type { Observer } from "./transport.js";

/** For whoever wants the traffic and not the record of it: benchmarks, probes, tests. */
export const silentObserver: Observer = {
  sent() {},
  retried() {},
  delivered() {},
  suppressed() {},
  acked() {},
  refused() {},
  connected() {},
  disconnected() {},
  problem() {},
};
