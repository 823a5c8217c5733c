/** Holds what the studies of a claim showed against the claim, measure by measure. Pure. */
import type { CapacityRecord } from "../studies/capacity/record.js";
import type { SweepFindings } from "../studies/crossover/found.js";
import type { ClaimFile, Measure } from "./claim-schema.js";
import type { Counts } from "./count.js";
import { observeRounds, type ResultAt, type Seen } from "./observe.js";
import { observeCapacity, observeCount, observeCrossover } from "./observe-studies.js";
import type { MeasureRecord } from "./record.js";
import { type Outcome, outcomeOf, type Verdict, verdictOf } from "./verdict.js";

/** What became of a study. */
export type Shown =
  | { results: readonly ResultAt[]; findings?: SweepFindings }
  | { capacity: CapacityRecord }
  | { counts: Counts }
  /** What was not played, and whether the machine is the reason. */
  | { notPlayed: string; isOfMachine: boolean };

export interface Judged {
  verdict: Verdict;
  measures: MeasureRecord[];
}

export function judge({ measures }: Pick<ClaimFile, "measures">, shown: Readonly<Record<string, Shown>>): Judged {
  const records = measures.map((measure) => recordOf(measure, shown[measure.study]!));
  return { verdict: verdictOf(records.map(({ outcome }) => outcome)), measures: records };
}

function recordOf(measure: Measure, shown: Shown): MeasureRecord {
  if ("notPlayed" in shown)
    return { measure, outcome: shown.isOfMachine ? "not here" : "unmeasured", said: shown.notPlayed };
  const { outcome, ...seen } = seenOf(measure, shown);
  return { measure, outcome, ...seen };
}

function seenOf(measure: Measure, shown: Exclude<Shown, { notPlayed: string }>): Seen & { outcome: Outcome } {
  switch (measure.kind) {
    case "crossover":
      if ("findings" in shown && shown.findings !== undefined) return observeCrossover(measure, shown.findings);
      break;
    case "capacity":
      if ("capacity" in shown) return judged(measure, observeCapacity(measure, shown.capacity));
      break;
    case "count":
      if ("counts" in shown) return judged(measure, observeCount(measure, shown.counts));
      break;
    default:
      if ("results" in shown) return judged(measure, observeRounds(measure, shown.results));
  }
  return { outcome: "unmeasured", said: "its study showed something else" };
}

const judged = (
  { confirms, refutes }: Exclude<Measure, { kind: "crossover" }>,
  seen: Seen,
): Seen & { outcome: Outcome } => ({ ...seen, outcome: outcomeOf(seen.observed, confirms, refutes) });
