/** The shape of what a result says of the machines of a fleet. */
import { z } from "../../schema.js";
import { cpuShares } from "./process-schema.js";

export const hostSchema = z.object({
  worker: z.string(),
  host: z.string(),
  cpuModel: z.string(),
  cpuCount: z.int().nonnegative(),
  cpus: z.array(z.int().nonnegative()).exactOptional(),
  memoryBytes: z.number(),
  operatingSystem: z.string(),
  node: z.string(),
});

export const hostPartSchema = z.object({
  worker: z.string(),
  clients: z.int().nonnegative(),
  services: z.literal(true).exactOptional(),
  clockBoundNs: z.number().exactOptional(),
});

export const hostCpusSchema = cpuShares.extend({ worker: z.string(), pressureRatio: z.number().exactOptional() });
