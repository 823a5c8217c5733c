/** Sleeps by timer while the event is far off, and turns the event loop for the rest. Node cannot be more punctual. */
import type { Clock } from "../../clock.js";
import { msToNs, nsToMs } from "../../units.js";
import { type EventLoop, nodeEventLoop } from "./event-loop.js";
import type { Pacer } from "./pacer.js";
import { Turning } from "./turning.js";

/** A timer is late by 1 ms, and by more on a machine that dozed. So nothing sleeps from this time before the event on. */
const AHEAD_MS = 2;

export function spin(clock: Clock, loop: EventLoop = nodeEventLoop): Pacer {
  const turning = new Turning(clock, loop);
  let callOff = (): void => {};
  return {
    wakeAt(dueNs, wake) {
      const sleepMs = Math.floor(nsToMs(dueNs - clock() - msToNs(AHEAD_MS)));
      if (sleepMs < 1) turning.until(dueNs, wake);
      else callOff = loop.afterMs(sleepMs, () => turning.until(dueNs, wake));
    },
    async close() {
      turning.stop();
      callOff();
    },
  };
}
