/**
 * Closed loop: every client keeps some events in flight and begins the next when one completes. This finds how much the
 * service can take. Its latencies say little, because a slow service is asked less often.
 */
import { positiveInt, z } from "../schema.js";
import type { Executor } from "./executor.js";

const config = z
  .strictObject({
    executor: z.literal("constant-concurrency").describe("A fixed number of events in flight."),
    windowPerClient: positiveInt("How many events each client keeps in flight."),
  })
  .describe("Closed loop: the next event begins when an earlier one completes. Only flow ingest has it.")
  .meta({ examples: [{ executor: "constant-concurrency", windowPerClient: 4 }] });

export const constantConcurrency = {
  loop: "closed",
  config,
  windowPerClient: ({ windowPerClient }) => windowPerClient,
} satisfies Executor<z.infer<typeof config>>;
