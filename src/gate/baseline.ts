/**
 * A stored baseline: the figures of a run's rounds, with the machine and the workload that they belong to. It takes
 * the place of rounds of the base that nobody plays again, so it may only be compared with a run of the same machine and workload.
 */
import { PushbenchError } from "../errors.js";
import { type ApproachRound, type Result, type Verdict, verdicts } from "../result/result.js";
import { z } from "../schema.js";
import { type ApproachFigures, figuresOf, type GateRound } from "./figures.js";
import {
  differingLines,
  type Fingerprint,
  type FleetPlayed,
  fleetPlayed,
  machineFingerprint,
  type Workload,
  workloadFingerprint,
} from "./fingerprint.js";
import { type GateMetricName, gateMetricNames } from "./metrics.js";

export const BASELINE_SCHEMA_VERSION = 1;

export interface Baseline {
  schemaVersion: typeof BASELINE_SCHEMA_VERSION;
  scenario: string;
  /** When the rounds were played, as ISO 8601. */
  startedAt: string;
  /** The version of the code that was measured, e.g. a commit id. */
  ref?: string;
  machine: Fingerprint;
  workload: Fingerprint;
  rounds: { number: number; approaches: ApproachFigures[] }[];
}

export function baselineOf(result: Result, ref?: string): Baseline {
  return {
    schemaVersion: BASELINE_SCHEMA_VERSION,
    scenario: result.scenario.name,
    startedAt: result.startedAt,
    ...(ref !== undefined && { ref }),
    machine: machineFingerprint(result.machine, fleetPlayed(result)),
    workload: workloadFingerprint(result),
    rounds: result.rounds.map(({ number, approaches }) => ({ number, approaches: approaches.map(storedFiguresOf) })),
  };
}

/** Slices are left out: a slice of one time has nothing in common with a slice of another. */
function storedFiguresOf(round: ApproachRound): ApproachFigures {
  const { slices: _slices, ...figures } = figuresOf(round);
  return figures;
}

/** Puts each round of the baseline beside the head's round of the same number, which has the same schedule. */
export function roundsAgainst(baseline: Baseline, head: Result): GateRound[] {
  return baseline.rounds.flatMap(({ number, approaches }) => {
    const round = head.rounds.find((one) => one.number === number);
    return round ? [{ number, base: approaches, head: round.approaches.map(figuresOf) }] : [];
  });
}

/**
 * Refuses figures of another machine or workload: it throws PushbenchError baseline-mismatch, which names every line that
 * differs. With `allowMismatch` it returns these lines instead, and the caller must let nothing fail a build.
 */
export function requireComparable(
  baseline: Baseline,
  head: Workload & Pick<Result, "machine"> & { fleet?: FleetPlayed },
  allowMismatch: boolean,
): string[] {
  const lines = [
    ...differingLines(baseline.machine, machineFingerprint(head.machine, head.fleet)),
    ...differingLines(baseline.workload, workloadFingerprint(head)),
  ].map(({ name, base, head: now }) => ({ at: name, message: `the baseline has ${base}, this run ${now}` }));
  if (lines.length > 0 && !allowMismatch) {
    throw new PushbenchError("baseline-mismatch", "The baseline is of another machine or workload.", {
      problems: lines,
      hint: "Compare with a live base (--against), write a baseline here (--update), or look only (--allow-mismatch).",
    });
  }
  return lines.map(({ at, message }) => `${at}: ${message}`);
}

const count = z.int().nonnegative();
const oneOf = <Name extends string>(names: readonly Name[]) => z.enum(names as [Name, ...Name[]]);
const fingerprint = z.object({ fingerprint: z.string(), lines: z.array(z.tuple([z.string(), z.string()])) });

const approachFigures = z.object({
  approach: z.string(),
  metrics: z.partialRecord(oneOf<GateMetricName>(gateMetricNames), z.number()),
  deliveries: z.object({
    expected: count,
    delivered: count,
    lost: count,
    rejected: count,
    pending: count.exactOptional(),
    duplicates: count.exactOptional(),
    reasons: z.record(z.string(), count).exactOptional(),
  }),
  verdict: oneOf(Object.keys(verdicts) as Verdict[]),
  foreignRatio: z.number().exactOptional(),
  stealRatio: z.number().exactOptional(),
});

const baselineSchema: z.ZodType<Baseline> = z.object({
  schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
  scenario: z.string(),
  startedAt: z.iso.datetime(),
  ref: z.string().exactOptional(),
  machine: fingerprint,
  workload: fingerprint,
  rounds: z.array(z.object({ number: count, approaches: z.array(approachFigures) })),
});

/** Throws PushbenchError baseline-invalid with every problem. `file` is only the name that the error shows. */
export function parseBaseline(text: string, file: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PushbenchError("baseline-invalid", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PushbenchError("baseline-invalid", `${file} is not a baseline that this pushbench reads.`, {
    problems: parsed.error.issues.map(({ path, message }) => ({ at: path.join(".") || "the file", message })),
    hint: "Write it again with --update.",
  });
}
