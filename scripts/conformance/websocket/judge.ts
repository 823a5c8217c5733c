import type { CaseResult } from "../case-result.js";
import type { WebSocketCase } from "./case.js";
import type { Outcome } from "./play.js";

const listed = (items: readonly unknown[]): string => (items.length === 0 ? "nothing" : items.join(", "));

/** Holds what came against what a case demands. */
export function judge(suite: string, wanted: WebSocketCase, outcome: Outcome): CaseResult {
  const { reactions, closeCode, flaws } = outcome;
  const reasons = [...flaws];
  const { case: number, name } = wanted;
  if (closeCode !== undefined && reactions.length === 0 && wanted.orElse?.includes(closeCode)) {
    return { suite, case: number, name, passed: flaws.length === 0, reason: flaws.join("; ") };
  }
  if (listed(reactions) !== listed(wanted.expect)) {
    reasons.push(`expected ${listed(wanted.expect)}, got ${listed(reactions)}`);
  }
  if (wanted.closes === undefined && closeCode !== undefined) reasons.push(`closed with ${closeCode}`);
  if (wanted.closes !== undefined && (closeCode === undefined || !wanted.closes.includes(closeCode))) {
    reasons.push(`expected close ${wanted.closes.join(" or ")}, got ${closeCode ?? "none"}`);
  }
  return { suite, case: number, name, passed: reasons.length === 0, reason: reasons.join("; ") };
}
