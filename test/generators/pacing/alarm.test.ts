/** The thread that sleeps on the alarm, for real, and notices that come at the wrong time. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { MessageChannel, Worker } from "node:worker_threads";
import { monotonicNs } from "../../../src/clock.js";
import { Alarm } from "../../../src/generators/pacing/alarm.js";
import { NS_PER_MS } from "../../../src/units.js";

const entry = new URL("../../../src/generators/pacing/timer-thread-entry.js", import.meta.url);

async function startThread(context: TestContext) {
  const alarm = new Alarm();
  const { port1: port, port2 } = new MessageChannel();
  const thread = new Worker(entry, { workerData: { memory: alarm.memory, port: port2 }, transferList: [port2] });
  context.after(async () => {
    alarm.close();
    port.close();
    await thread.terminate();
  });
  const ended = once(thread, "exit").then(() => assert.fail("the thread has ended"));
  ended.catch(() => {}); // it does when the test is over
  const rang = async (): Promise<number> => {
    await Promise.race([once(port, "message"), ended]);
    return monotonicNs();
  };
  /** As a setter does that stood still between storing and notifying: wakes the thread from whatever sleep it is in. */
  const noticeLate = async (): Promise<void> => {
    while (Atomics.notify(new Int32Array(alarm.memory, 0, 1), 0) === 0) await new Promise(setImmediate);
  };
  return { alarm, rang, noticeLate };
}

test("a notice that comes when the alarm has gone off already does not end the thread", async (context) => {
  const { alarm, rang, noticeLate } = await startThread(context);
  await noticeLate();
  const rings = rang();
  alarm.set(monotonicNs());
  await rings;
  await noticeLate();
  const ringsAgain = rang();
  alarm.set(monotonicNs() + NS_PER_MS);
  await ringsAgain;
});

test("a notice while the thread sleeps until the alarm does not set it off early", async (context) => {
  const { alarm, rang, noticeLate } = await startThread(context);
  const dueNs = monotonicNs() + 300 * NS_PER_MS;
  const rings = rang();
  alarm.set(dueNs);
  await noticeLate();
  await noticeLate();
  assert.ok((await rings) >= dueNs);
});
