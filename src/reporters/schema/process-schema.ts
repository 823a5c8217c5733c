/** The shape of what a result says of the service's and the generators' processes. */
import { type Verdict, type VerdictReason, verdictReasons, verdicts } from "../../result/result.js";
import { z } from "../../schema.js";

const count = z.int().nonnegative();
const amount = z.number();

export const oneOf = <Name extends string>(table: Record<Name, string>) => z.enum(Object.keys(table) as Name[]);

export const cpuShares = z.object({ busyRatio: amount, foreignRatio: amount, stealRatio: amount });

export const serviceSchema = z.object({
  pid: count.exactOptional(),
  cpuNs: amount.exactOptional(),
  outsideCpuNs: amount.exactOptional(),
  idleCpuRatio: amount.exactOptional(),
  rssBeforeBytes: amount.exactOptional(),
  rssIdleBytes: amount.exactOptional(),
  idleMemory: z
    .array(
      z.object({
        clients: count,
        rssBytes: amount,
        heldBytes: amount.exactOptional(),
        kernelBytes: amount.exactOptional(),
        openFiles: count.exactOptional(),
      }),
    )
    .exactOptional(),
  rssLoadedBytes: amount.exactOptional(),
  rssMaxBytes: amount.exactOptional(),
  eventLoopUtilisation: amount.exactOptional(),
  eventLoopDelayP99Ns: amount.exactOptional(),
  garbageCollections: count.exactOptional(),
  garbageCollectionNs: amount.exactOptional(),
  processes: z
    .array(
      z.object({
        role: z.enum(["primary", "worker"]),
        pid: z.int(),
        cpuNs: amount,
        cpuRatio: amount,
        eventLoopUtilisation: amount,
      }),
    )
    .exactOptional(),
  bus: z
    .object({ software: z.string(), cpuNs: amount, bytesRead: amount, bytesWritten: amount, rssBytes: amount })
    .exactOptional(),
});

export const generatorSchema = z.object({
  cpuNs: amount,
  cpuRatio: amount,
  eventLoopUtilisation: amount,
  eventLoopDelayP99Ns: amount.exactOptional(),
  achievedRateRatio: amount.exactOptional(),
  backlogEvents: count.exactOptional(),
  verdict: oneOf<Verdict>(verdicts),
  verdictReason: oneOf<VerdictReason>(verdictReasons).exactOptional(),
  verdictWorker: z.string().exactOptional(),
});
