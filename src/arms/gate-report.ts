/** From what was played to the report that every format is rendered from. */
import { machineFingerprint, workloadFingerprint } from "../gate/fingerprint.js";
import type { GateArm, GateReport } from "../gate/report.js";
import { MS_PER_MINUTE } from "../units.js";
import { objectiveFailures } from "./objectives.js";
import type { Played } from "./play.js";

export interface Circumstances {
  base: GateArm;
  head: GateArm;
  /** Repeats the gate. */
  command: string;
}

export function gateReport({ head, rounds, decision }: Played, circumstances: Circumstances): GateReport {
  const objectives = objectiveFailures(head, rounds);
  const { moreRounds: _moreRounds, ...decided } = decision;
  return {
    scenario: head.scenario.name,
    ...circumstances,
    ...decided,
    ...overruled(decision, objectives),
    failures: [...decision.failures, ...objectives],
    startedAt: head.startedAt,
    minutes: (Date.parse(head.endedAt ?? head.startedAt) - Date.parse(head.startedAt)) / MS_PER_MINUTE,
    machine: machineFingerprint(head.machine),
    workloadFingerprint: workloadFingerprint(head).fingerprint,
    seed: head.seed,
  };
}

/** A missed objective is a regression whatever the comparison says; one that was not measured lets nothing pass. */
function overruled(
  { verdict }: Pick<GateReport, "verdict">,
  objectives: GateReport["failures"],
): Partial<Pick<GateReport, "verdict" | "reason">> {
  const missed = objectives.find(({ code }) => code === "objective-missed");
  const [unmeasured] = objectives;
  if (verdict === "regression" || unmeasured === undefined) return {};
  if (missed) return { verdict: "regression", reason: missed.message };
  return { verdict: "inconclusive", reason: unmeasured.message };
}
