/** Child processes of the measurements: each fresh, pinned, and gone when its work is done. */
import { fileURLToPath } from "node:url";
import type { Pinning } from "../../src/bench/cpu-pinning.js";
import { WorkerProcess } from "../../src/bench/worker-process.js";
import type { Methods } from "../../src/generators/channel.js";

/** The sink has the services' CPUs, what is measured has the generators'. */
export type Side = "sink" | "source";

export async function withProcess<M extends Methods, T>(
  program: string,
  side: Side,
  pinning: Pinning,
  work: (worker: WorkerProcess<M>) => Promise<T>,
): Promise<T> {
  const worker = new WorkerProcess<M>({
    name: program,
    entry: fileURLToPath(new URL(`./${program}.js`, import.meta.url)),
    cpus: side === "sink" ? pinning.services : pinning.generators,
    diedCode: side === "sink" ? "service-died" : "generator-died",
  });
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
}
