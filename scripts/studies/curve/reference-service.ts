/** A reference service as a run starts it: the same program, on the same CPUs, with a secret of its own. */
import { monotonicNs } from "../../../src/clock.js";
import { serviceEntry } from "../../../src/files/installed.js";
import type { Guarantee } from "../../../src/flow.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import type { PacingName } from "../../../src/pacing.js";
import { WorkerProcess } from "../../../src/processes/worker-process.js";
import type { ServiceMethods } from "../../../src/services/service-entry.js";
import { type TransportName, transports } from "../../../src/transports/registry.js";
import { CONNECTIONS } from "./point.js";

/** Keys and tokens of all clients derive from it. */
export const SECRET = "curve";
const CALL_MS = 15_000;

export interface ServiceSetting {
  transport: TransportName;
  config: Record<string, unknown>;
  guarantee: Guarantee;
  /** How pushbench waits for the next event: as the peer does, because it decides what a service pays for waking up and being woken. */
  pacing: PacingName;
}

export interface RunningService {
  port: number;
  pid: number;
  /** The CPUs of whoever loads it; empty: any. */
  generatorCpus: readonly number[];
}

export async function withReferenceService<T>(
  { transport, config, guarantee }: ServiceSetting,
  work: (service: RunningService) => Promise<T>,
): Promise<T> {
  const pinning = choosePinning();
  const worker = new WorkerProcess<ServiceMethods>({
    name: `the ${transport} service`,
    entry: serviceEntry,
    cpus: pinning.services,
    diedCode: "service-died",
  });
  try {
    const { config: schema } = transports[transport];
    const request = {
      ...{ transport, guarantee, secret: SECRET, port: 0 },
      config: (await schema()).parse(config),
      topology: { flow: "ingest" as const, clients: CONNECTIONS, roomSize: 1 },
    };
    const { port } = await worker.call("start", request, CALL_MS);
    await worker.call("begin", { startNs: monotonicNs() }, CALL_MS);
    return await Promise.race([work({ port, pid: worker.pid, generatorCpus: pinning.generators }), worker.death]);
  } finally {
    await worker.stop();
  }
}
