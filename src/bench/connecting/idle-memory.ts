/** What is kept for clients that are connected and do nothing: by the service's processes, and by the kernel beside them. */
import { kernelMemoryBytes } from "../../machine/kernel-memory.js";
import { openFilesOf } from "../../machine/open-files.js";
import { processTree } from "../../machine/process-group.js";
import type { IdleMemory } from "../../result/result.js";
import type { ServiceProcess } from "../../services/service-process.js";

export async function idleMemoryOf(service: ServiceProcess, clients: number): Promise<IdleMemory> {
  const memory = await service.call("memory", { settled: true });
  const kernelBytes = kernelMemoryBytes();
  // A keeper has files of its own.
  const openFiles = service.isOwn ? undefined : openFilesOf(processTree(service.pid));
  return {
    ...{ clients, ...memory },
    ...(kernelBytes !== undefined && { kernelBytes }),
    ...(openFiles !== undefined && { openFiles }),
  };
}
