/** Loads a WebSocket service by the lean client. */
import { fileURLToPath } from "node:url";
import { WorkerProcess } from "../../../src/processes/worker-process.js";
import { quantile } from "../../../src/statistics/quantile.js";
import { NS_PER_US } from "../../../src/units.js";
import { processCpuNs } from "../../process-cpu.js";
import type { LeanMethods } from "./lean-websocket.js";
import type { Found, Load } from "./point.js";
import { type RunningService, SECRET } from "./reference-service.js";

const CALL_MS = 60_000;
/** More than any request has. */
const EVENTS = 1_000_000;
let requests = 0;

export async function leanPeer({ port, pid, generatorCpus }: RunningService, load: Load): Promise<Found> {
  const worker = new WorkerProcess<LeanMethods>({
    name: "the lean WebSocket client",
    entry: fileURLToPath(new URL("./lean-websocket.js", import.meta.url)),
    cpus: generatorCpus,
    diedCode: "generator-died",
  });
  try {
    const before = processCpuNs(pid);
    const firstEvent = requests++ * EVENTS;
    const { acked, seconds, latenciesMs } = await worker.call(
      "load",
      { ...load, port, secret: SECRET, firstEvent },
      CALL_MS,
    );
    const cpuNs = processCpuNs(pid) - before;
    return {
      perSecond: acked / Math.max(seconds, load.seconds),
      cpuUsPerEvent: cpuNs / acked / NS_PER_US,
      latencyP50Ms: quantile(latenciesMs, 0.5)!,
      latencyP99Ms: quantile(latenciesMs, 0.99)!,
    };
  } finally {
    await worker.stop();
  }
}
