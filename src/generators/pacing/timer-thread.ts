/**
 * A thread sleeps until shortly before the event is due and wakes the event loop, which turns for the rest of the time.
 * The wake-up takes some 60 µs, so the thread wakes early by that. The time by which it is too early costs CPU, within an allowance.
 */
import { MessageChannel, Worker } from "node:worker_threads";
import type { Clock } from "../../clock.js";
import { NS_PER_MS, NS_PER_US } from "../../units.js";
import { Alarm } from "./alarm.js";
import { type EventLoop, nodeEventLoop } from "./event-loop.js";
import type { Pacer } from "./pacer.js";
import { TurnAllowance } from "./turn-allowance.js";
import { Turning } from "./turning.js";

/** How early the event loop is woken. Nine of ten wake-ups from thread to loop take less. */
const AHEAD_NS = 100 * NS_PER_US;

/** Wake-ups by the thread are at least this far apart. At high rates several events share one, which spares both threads. */
const LEAST_GAP_NS = 100 * NS_PER_US;

const MOST_SAVED_NS = NS_PER_MS;

/** What the pacer needs of its thread: `rang` is called once after each `set`, in a turn of the event loop. */
export interface AlarmThread {
  set(atNs: number): void;
  close(): Promise<void>;
}

/** `turnShare` is the share of the time (0…1) that may be spent turning the event loop. With 0 it sleeps to the end. */
export function timerThread(
  clock: Clock,
  turnShare: number,
  startThread: (rang: () => void) => AlarmThread = startAlarmThread,
  loop: EventLoop = nodeEventLoop,
): Pacer {
  const turning = new Turning(clock, loop);
  const allowance = new TurnAllowance(turnShare, MOST_SAVED_NS, clock());
  let targetNs = 0;
  let rangNs = Number.NEGATIVE_INFINITY;
  let wake: (() => void) | undefined;
  let turningSinceNs = 0;
  const fire = (): void => {
    const call = wake;
    wake = undefined;
    call?.();
  };
  const turned = (): void => {
    allowance.spend(clock() - turningSinceNs);
    fire();
  };
  const turn = (nowNs: number): void => {
    turningSinceNs = nowNs;
    turning.until(targetNs, turned);
  };
  const thread = startThread(() => {
    rangNs = clock();
    if (rangNs >= targetNs) fire();
    else turn(rangNs);
  });
  return {
    wakeAt(dueNs, callback) {
      wake = callback;
      const nowNs = clock();
      const aheadNs = Math.min(AHEAD_NS, allowance.at(nowNs));
      targetNs = dueNs;
      if (dueNs - nowNs <= aheadNs) return turn(nowNs);
      targetNs = Math.max(dueNs, rangNs + LEAST_GAP_NS);
      thread.set(targetNs - aheadNs);
    },
    async close() {
      wake = undefined;
      turning.stop();
      await thread.close();
    },
  };
}

function startAlarmThread(rang: () => void): AlarmThread {
  const alarm = new Alarm();
  const { port1: port, port2 } = new MessageChannel();
  const thread = new Worker(new URL("./timer-thread-entry.js", import.meta.url), {
    workerData: { memory: alarm.memory, port: port2 },
    transferList: [port2],
  });
  port.on("message", rang);
  thread.on("exit", endedUnasked);
  return {
    set: (atNs) => alarm.set(atNs),
    async close() {
      thread.off("exit", endedUnasked);
      alarm.close();
      port.close();
      await thread.terminate();
    },
  };
}

/** Without the thread nobody would be woken any more. The process ends with this error, so that its bench learns why. */
function endedUnasked(): never {
  throw new Error("the pacer's thread ended, though nobody asked it to");
}
