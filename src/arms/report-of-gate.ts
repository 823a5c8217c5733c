/** Makes the report, from which every format is rendered, of what was played. */
import { FAILS_ALIKE } from "../gate/decide.js";
import { fleetPlayed, machineFingerprint, workloadFingerprint } from "../gate/fingerprint.js";
import type { GateArm, GateReport } from "../gate/gate-report.js";
import { armOf } from "./arms.js";
import { objectiveFailures } from "./objectives.js";
import type { Played } from "./play.js";

export interface Circumstances {
  base: GateArm;
  head: GateArm;
  /** The command that repeats the gate. */
  command: string;
}

export function gateReport(
  { played, head, rounds, decision, minutes }: Played,
  circumstances: Circumstances,
): GateReport {
  const base = armOf(played, "base");
  const objectives = objectiveFailures(head, rounds, base.approaches.length > 0 ? base : undefined);
  const { moreRounds: _moreRounds, ...decided } = decision;
  return {
    scenario: head.scenario.name,
    ...circumstances,
    ...decided,
    ...overruled(decision, objectives),
    failures: [...decision.failures, ...objectives],
    startedAt: head.startedAt,
    minutes,
    machine: machineFingerprint(head.machine, fleetPlayed(head)),
    workloadFingerprint: workloadFingerprint(head).fingerprint,
    seed: head.seed,
  };
}

/**
 * A missed objective is a regression, whatever the comparison says. With an objective that was not measured, nothing passes.
 */
function overruled(
  { verdict }: Pick<GateReport, "verdict">,
  objectives: GateReport["failures"],
): Partial<Pick<GateReport, "verdict" | "reason">> {
  const missed = objectives
    .filter(({ code }) => code === "objective-missed")
    .sort((a, b) => Number(a.inBase ?? false) - Number(b.inBase ?? false))[0];
  const [unmeasured] = objectives;
  if (verdict === "regression" || unmeasured === undefined) return {};
  if (missed) {
    const { inBase, message } = missed;
    return { verdict: "regression", reason: inBase ? `${FAILS_ALIKE} ${message}` : message };
  }
  return { verdict: "inconclusive", reason: unmeasured.message };
}
