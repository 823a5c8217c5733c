/** How large events are: a size, or a distribution of sizes, of the `data` member in bytes. */
import type { Random } from "../random.js";
import { z } from "../schema.js";

/**
 * Log-normal sizes have no upper end. Unless `max` says otherwise they are cut here, below the 1 MiB (envelope included) that
 * services accept by default.
 */
const DEFAULT_MAX_BYTES = 1_000_000;

/** Nobody pushes larger events: GitHub allows the most and drops what exceeds 25 MB. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** The 95th percentile of the standard normal distribution. */
const NORMAL_P95 = 1.6448536269514722;

const size = (description: string) => z.int().positive().max(LARGEST_BYTES).describe(description);

const constant = size("Every event has this many bytes.");

const uniform = z
  .strictObject({ min: size("The smallest size in bytes."), max: size("The largest size in bytes.") })
  .refine(({ min, max }) => min <= max, { path: ["max"], error: "must not be below min" })
  .describe("Sizes are spread evenly between min and max.");

const logNormal = z
  .strictObject({
    median: size("Half of the events have fewer bytes."),
    p95: size("95 % of the events have fewer bytes."),
    max: size(`Larger events are cut to this many bytes; ${DEFAULT_MAX_BYTES} is the default.`).optional(),
  })
  .refine(({ median, p95 }) => median <= p95, { path: ["p95"], error: "must not be below median" })
  .refine(({ p95, max = DEFAULT_MAX_BYTES }) => p95 <= max, {
    path: ["p95"],
    error: `must not be above max (default ${DEFAULT_MAX_BYTES})`,
  })
  .describe("Sizes have a log-normal distribution, as those of messages and documents usually have.");

const quantiles = z
  .record(
    z.templateLiteral(["p", z.number()]),
    size("The size in bytes that this percentage of the events does not exceed."),
  )
  .superRefine((table, context) => {
    if (!("p0" in table && "p100" in table)) {
      context.addIssue({ code: "custom", message: "needs p0 (the smallest size) and p100 (the largest)" });
    }
    const points = pointsOf(table);
    for (const [i, { percent, bytes }] of points.entries()) {
      const path = [`p${percent}`];
      if (percent < 0 || percent > 100) context.addIssue({ code: "custom", path, message: "must be p0 to p100" });
      const before = points[i - 1];
      if (before && bytes < before.bytes) {
        context.addIssue({ code: "custom", path, message: `must not be below p${before.percent}` });
      }
    }
  })
  .describe(
    "A measured distribution: the sizes at the percentages p0, …, p100, and in between a geometric interpolation.",
  );

export const payloadBytesSchema = z
  .union([constant, uniform, logNormal, quantiles], {
    error: "must be a size in bytes, { min, max }, { median, p95, max? } or a table { p0, …, p50, …, p100 }",
  })
  .describe("How large the data of an event is in bytes, without the envelope: a number or a distribution.");

export type PayloadBytes = z.infer<typeof payloadBytesSchema>;
type QuantileTable = z.infer<typeof quantiles>;

/** Returns a function that draws sizes: whole bytes, at least 1. */
export function payloadSizeSampler(config: PayloadBytes): (random: Random) => number {
  if (typeof config === "number") return () => config;
  if ("min" in config) return (random) => config.min + random.int(config.max - config.min + 1);
  if ("median" in config) return logNormalSampler(config);
  return quantileSampler(config);
}

function logNormalSampler({ median, p95, max = DEFAULT_MAX_BYTES }: z.infer<typeof logNormal>) {
  const sigma = Math.log(p95 / median) / NORMAL_P95;
  return (random: Random): number => {
    // This is Box–Muller; 1 − u keeps the logarithm finite.
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    return Math.min(max, Math.max(1, Math.round(median * Math.exp(sigma * normal))));
  };
}

function pointsOf(table: QuantileTable): { percent: number; bytes: number }[] {
  return Object.entries(table)
    .map(([key, bytes]) => ({ percent: Number(key.slice(1)), bytes }))
    .sort((a, b) => a.percent - b.percent);
}

/** The inverse of the distribution function. Between two points it is linear in the logarithm of the size. */
function quantileSampler(table: QuantileTable) {
  const points = pointsOf(table);
  return (random: Random): number => {
    const percent = random.next() * 100;
    let upper = 1;
    while (points[upper]!.percent <= percent) upper++;
    const [low, high] = [points[upper - 1]!, points[upper]!];
    const share = (percent - low.percent) / (high.percent - low.percent);
    return Math.round(low.bytes * (high.bytes / low.bytes) ** share);
  };
}
