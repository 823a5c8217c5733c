/** The shape of gate.json, for whoever reads one: a foreign, newer or damaged file is refused with the names of its fields. */
import { PushbenchError } from "../errors.js";
import { z } from "../schema.js";
import { type GateReport, gateVerdicts } from "./gate-report.js";

const arm = z.object({ label: z.string(), ref: z.string().exactOptional() });
const verdict = z.enum(Object.keys(gateVerdicts) as [keyof typeof gateVerdicts]);
const count = z.int().nonnegative();
const ratio = z.number().exactOptional();

const check = z.object({
  approach: z.string(),
  metric: z.string(),
  unit: z.enum(["ns", "bytes", "per-second", "ratio"]),
  better: z.enum(["lower", "higher"]),
  role: z.enum(["gate", "advisory"]),
  base: ratio,
  head: ratio,
  ratio,
  low: ratio,
  high: ratio,
  confidence: ratio,
  p: ratio,
  atLeast: ratio,
  sigma: ratio,
  tolerance: z.number(),
  smallestEffect: z.number(),
  detectableEffect: ratio,
  roundsToDecide: count.exactOptional(),
  verdict,
  reason: z.string(),
  perRound: z.array(z.object({ base: z.number(), head: z.number() })),
});

/** Its type is the contract itself: when gate-report.ts changes, this file does not compile until it follows. */
const gateSchema: z.ZodType<GateReport> = z.object({
  scenario: z.string(),
  base: arm,
  head: arm,
  verdict,
  reason: z.string(),
  rounds: count,
  looks: count,
  startedAt: z.iso.datetime(),
  minutes: z.number(),
  machine: z.object({ fingerprint: z.string(), lines: z.array(z.tuple([z.string(), z.string()])) }),
  workloadFingerprint: z.string(),
  seed: z.number(),
  command: z.string(),
  checks: z.array(check),
  failures: z.array(z.object({ code: z.string(), message: z.string(), inBase: z.literal(true).exactOptional() })),
  reasons: z.array(
    z.object({ approach: z.string(), arm: z.enum(["base", "head"]), reason: z.string(), count: z.number() }),
  ),
  warnings: z.array(z.string()),
});

/** `file` is only the name that errors show. Throws PushbenchError result-invalid. Unknown fields are kept. */
export function parseGateReport(text: string, file: string): GateReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("result-invalid", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = gateSchema.safeParse(value);
  if (parsed.success) return value as GateReport;
  const problems = parsed.error.issues.map(({ path, message }) => ({ at: path.join("."), message }));
  throw new PushbenchError("result-invalid", `${file} is no gate's report that this pushbench reads.`, {
    hint: "It was edited, or another release of pushbench wrote it: use that one.",
    problems,
  });
}
