/**
 * Closed loop: each client keeps a window of events in flight, and the next event begins when one is acknowledged or refused.
 */
import type { Clock } from "../clock.js";

export interface ClosedLoop {
  /** To be called when an event of `client` was acknowledged, so that its window has room again. */
  acked(client: number): void;
  /**
   * To be called when an event of `client` was refused. The next begins a little later, so that a dead service is not called
   * in a tight loop.
   */
  refused(client: number): void;
  /** Begins the first windows and goes on until `endNs`. Events that are in flight then are left to the drain. */
  start(endNs: number): void;
}

const REFUSED_PAUSE_MS = 10;

export function closedLoop(options: {
  clients: readonly number[];
  windowPerClient: number;
  clock: Clock;
  begin: (client: number, nowNs: number) => void;
}): ClosedLoop {
  let endNs = 0;
  const next = (client: number): void => {
    const nowNs = options.clock();
    if (nowNs < endNs) options.begin(client, nowNs);
  };
  return {
    acked: next,
    refused: (client) => void setTimeout(next, REFUSED_PAUSE_MS, client),
    start(end) {
      endNs = end;
      for (const client of options.clients) for (let i = 0; i < options.windowPerClient; i++) next(client);
    },
  };
}
