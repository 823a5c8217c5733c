/** Child processes of the measurements: each fresh, pinned, and gone when its work is done. */
import { fileURLToPath } from "node:url";
import type { Pinning } from "../../src/machine/cpu-pinning.js";
import type { Methods } from "../../src/processes/channel.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";

/** The sink has the services' CPUs, what is measured has the generators'. */
export type Role = "sink" | "source";

export async function withProcess<M extends Methods, T>(
  program: string,
  role: Role,
  pinning: Pinning,
  work: (worker: WorkerProcess<M>) => Promise<T>,
): Promise<T> {
  const worker = new WorkerProcess<M>({
    name: program,
    entry: fileURLToPath(new URL(`./${program}.js`, import.meta.url)),
    cpus: role === "sink" ? pinning.services : pinning.generators,
    diedCode: role === "sink" ? "service-died" : "generator-died",
  });
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
}
