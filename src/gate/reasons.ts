/** What the clients saw go wrong, in their words: a status line, a close code, a time-out. A gate shows it to its reader. */
import { counted, grouped } from "../counted.js";
import type { GateRound } from "./figures.js";
import type { GateReason } from "./gate-report.js";

/** The reasons of one approach in one arm over all rounds, fit or not; the most frequent comes first. */
export function reasonsOf(rounds: readonly GateRound[], approach: string, arm: GateReason["arm"]): GateReason[] {
  const counts = new Map<string, number>();
  for (const { [arm]: figures } of rounds) {
    const { reasons = {} } = figures.find((one) => one.approach === approach)?.deliveries ?? {};
    for (const [reason, count] of Object.entries(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => ({ approach, arm, reason, count }));
}

/** Whether the service itself gave that reason: an HTTP status, or a message that is not an acknowledgement. */
export const isAnswer = (reason: string): boolean =>
  /^(refused: )?[1-5]\d\d\b/.test(reason) || /^(the service answered|bad answer)/.test(reason);

const SHOWN = 3;

/** The reasons as the end of a sentence: "; seen: 500 Internal Server Error × 412, timeout × 3". Empty without reasons. */
export function reasonsText(reasons: readonly GateReason[]): string {
  if (reasons.length === 0) return "";
  const shown = reasons.slice(0, SHOWN).map(({ reason, count }) => `${reason} × ${grouped(count)}`);
  const more = reasons.length > SHOWN ? `, and ${counted(reasons.length - SHOWN, "other reason")}` : "";
  return `; seen: ${shown.join(", ")}${more}`;
}
