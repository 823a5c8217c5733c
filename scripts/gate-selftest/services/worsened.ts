/** Makes the reference service of this process worse, in one known way, wherever it hands a delivery to a socket. */
import { Recorder } from "../../../src/collectors/recorder.js";
import type { Call } from "../../../src/processes/channel.js";
import { mix32 } from "../../../src/random.js";
import { CpuBurner } from "../../../src/selftest/service/cpu-burner.js";

type Listener = (client: number, index: number) => void;

/** A service sends before it does anything else with a delivery, so this is once per delivery. */
function onEverySend(listener: Listener): void {
  const sent = Recorder.prototype.sent;
  Recorder.prototype.sent = function (this: Recorder, client, index) {
    listener(client, index);
    sent.call(this, client, index);
  };
}

/** Asking for the CPU time costs microseconds: too much to do it every time. */
const DELIVERIES_PER_LOOK = 16;

/** Longer than between two deliveries of a slice. What a service does between slices, such as reporting, is not counted. */
const PAUSE_MS = 100;

/**
 * Burns that share of the CPU that the service itself has used since the last look, whatever it was for. `transport`: only
 * where it is started for that.
 */
export function burnCpu(share: number, transport?: string): void {
  const burner = new CpuBurner();
  let burns = transport === undefined;
  process.on("message", ({ method, params }: Call) => {
    if (method === "start") burns ||= (params as { transport: string }).transport === transport;
  });
  let deliveries = 0;
  let seenUs = usedUs();
  let lastMs = performance.now();
  onEverySend(() => {
    if (!burns) return;
    const nowMs = performance.now();
    if (nowMs - lastMs > PAUSE_MS) seenUs = usedUs();
    lastMs = nowMs;
    deliveries++;
    if (deliveries % DELIVERIES_PER_LOOK !== 0) return;
    burner.burn((share * (usedUs() - seenUs)) / 1e3);
    seenUs = usedUs();
  });
}

function usedUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const retained: Buffer[] = [];

/** Written to, for the system gives no memory that is not. */
export function retainMemory(bytes: number): void {
  retained.push(Buffer.alloc(bytes, 1));
}

/** Holds everything up, without using CPU, at that share of the events. */
export function stall(share: number, ms: number): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let last = -1;
  onEverySend((_client, index) => {
    if (index === last || mix32(index) / 2 ** 32 >= share) return;
    last = index; // once per event, however many get it
    Atomics.wait(never, 0, 0, ms);
  });
}

/** Ends the process, as a crash would, in the middle of its work. */
export function dieAfter(deliveries: number): void {
  let sent = 0;
  onEverySend(() => {
    sent++;
    if (sent === deliveries) process.kill(process.pid, "SIGKILL");
  });
}
