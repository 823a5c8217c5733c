/** What is kept for clients that are connected and do nothing: by the service's processes, and by the kernel beside them. */
import type { IdleMemory } from "../../result/result.js";
import type { ServiceProcess } from "../../services/service-process.js";

export async function idleMemoryOf(service: ServiceProcess, clients: number): Promise<IdleMemory> {
  const memory = await service.call("memory", { settled: true });
  return { clients, ...memory, ...(await service.keptBeside()) };
}
