/** The schema of a service of the user's own in a result. */
import type { ServiceSource } from "../../result/service-source.js";
import { z } from "../../schema.js";

const started = z.object({
  command: z.string(),
  cwd: z.string().exactOptional(),
  env: z.record(z.string(), z.string()).exactOptional(),
  port: z.union([z.number(), z.object({ pattern: z.string() })]).exactOptional(),
  ready: z.object({ seconds: z.number() }).exactOptional(),
});

const reached = z.object({
  url: z.string().refine(URL.canParse, "must be an address"),
  pid: z.number().exactOptional(),
  cgroup: z.string().exactOptional(),
});

export const serviceSourceSchema: z.ZodType<ServiceSource> = z.union([started, reached]);
