/** Node's own timers, with which most load generators wait. They take the least CPU and are late by a millisecond and more. */
import type { Clock } from "../../clock.js";
import { nsToMs } from "../../units.js";
import { type EventLoop, nodeEventLoop } from "./event-loop.js";
import type { Pacer } from "./pacer.js";

export function timers(clock: Clock, loop: EventLoop = nodeEventLoop): Pacer {
  let callOff = (): void => {};
  let closed = false;
  const sleep = (dueNs: number, wake: () => void): void => {
    const again = (): void => {
      if (closed) return;
      // Timers count whole milliseconds from the start of the turn in which they were set, so they can also come early.
      if (clock() < dueNs) sleep(dueNs, wake);
      else wake();
    };
    const sleepMs = nsToMs(dueNs - clock());
    if (sleepMs <= 0) loop.nextTurn(again);
    else callOff = loop.afterMs(sleepMs, again);
  };
  return {
    wakeAt: sleep,
    async close() {
      closed = true;
      callOff();
    },
  };
}
