/** The thread of timer-thread.ts: sleeps on the alarm and posts an empty message each time it goes off. */
import { readlinkSync, writeFileSync } from "node:fs";
import { type MessagePort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../clock.js";
import { Alarm } from "./alarm.js";

/**
 * Linux wakes a sleeping thread up to 50 µs late on purpose, so that it can wake several at once. A thread may give up this slack
 * for itself. Where it may not, or where the system has no such setting, wake-ups are that much later.
 */
function giveUpTimerSlack(): void {
  try {
    const thread = readlinkSync("/proc/thread-self").split("/").at(-1)!;
    writeFileSync(`/proc/${thread}/timerslack_ns`, "1");
  } catch {}
}

const { memory, port } = workerData as { memory: SharedArrayBuffer; port: MessagePort };
const alarm = new Alarm(memory);
giveUpTimerSlack();
while (alarm.sleep(monotonicNs)) port.postMessage(undefined);
port.close();
