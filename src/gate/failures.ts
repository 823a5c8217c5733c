/** Failures that end a gate at once, after any round and without statistics: deliveries that went wrong in the change. */
import { counted, grouped, partOf } from "../counted.js";
import type { ApproachFigures, GateRound } from "./figures.js";
import { unfitReason } from "./fitness.js";
import type { GateFailure } from "./gate-report.js";
import { isAnswer, reasonsOf, reasonsText } from "./reasons.js";

interface Wrong {
  /** How many deliveries went wrong. Those that may only have been late do not count where others kept the machine busy. */
  count(figures: ApproachFigures, isFit: boolean): number;
  /** Whether a scenario can allow some of them. */
  allowable: boolean;
  words: string;
}

export const deliveryFailures = {
  "deliveries-lost": {
    count: (figures, isFit) => {
      const { lost, rejected, pending = 0 } = figures.deliveries;
      return rejected + (isFit || hasAnswers(figures) ? lost + pending : 0);
    },
    allowable: true,
    words: "did not arrive",
  },
  "deliveries-duplicated": {
    count: ({ deliveries }) => deliveries.duplicates ?? 0, // unknown of what is counted at the senders
    allowable: false,
    words: "arrived again",
  },
  "deliveries-unbalanced": {
    count: ({ deliveries: { expected, delivered, lost, rejected, pending = 0 } }) =>
      Math.abs(expected - delivered - lost - rejected - pending),
    allowable: false,
    words: "are unaccounted for",
  },
} as const satisfies Record<string, Wrong>;

/** A service that answers with an error was reached, so what it did not take was not merely late, whatever else ran. */
const hasAnswers = ({ deliveries: { reasons = {} } }: ApproachFigures): boolean => Object.keys(reasons).some(isAnswer);

/**
 * One failure per approach and kind; those that only head has come first. `allowedLost` is the scenario's objective for each
 * approach over all rounds.
 */
export function deliveryFailuresOf(
  rounds: readonly GateRound[],
  approaches: readonly string[],
  allowedLost = 0,
): GateFailure[] {
  const failures = approaches.flatMap((approach) =>
    Object.entries(deliveryFailures).flatMap(([code, wrong]: [string, Wrong]) => {
      const [head, base] = (["head", "base"] as const).map((arm) => totalOf(rounds, arm, approach, wrong.count));
      const allowed = wrong.allowable ? allowedLost : 0;
      if (head! <= allowed) return [];
      const expected = totalOf(rounds, "head", approach, ({ deliveries }) => deliveries.expected);
      const seen = reasonsText(reasonsOf(rounds, approach, "head"));
      const message = `${approach}: ${partOf(head!, expected, "delivery", "deliveries")} ${wrong.words} in ${counted(rounds.length, "round")} (base: ${grouped(base!)})${seen}.`;
      return [{ code, message, ...(isAlike(head!, base!, allowed) && { inBase: true as const }) }];
    }),
  );
  return failures.sort((a, b) => Number(a.inBase ?? false) - Number(b.inBase ?? false));
}

/** Whether the base fails by the same rule, and head fails by less than twice as much. */
export const isAlike = (head: number, base: number, limit: number): boolean => base > limit && head < 2 * base;

/**
 * Deliveries that the change's service did not make in rounds that were not fit, and that nobody refused. They may only have
 * been late, because others used the machine. They fail nothing, but head must not have more of them than the base to pass.
 */
export function lateDeliveriesOf(
  rounds: readonly GateRound[],
  approaches: readonly string[],
  allowedLost = 0,
): { approach: string; message: string; onlyHead: boolean }[] {
  return approaches.flatMap((approach) => {
    const late = (arm: "base" | "head"): number =>
      totalOf(rounds, arm, approach, (figures, isFit) => {
        const { lost, pending = 0 } = figures.deliveries;
        return isFit || hasAnswers(figures) ? 0 : lost + pending;
      });
    const [head, base] = [late("head"), late("base")];
    if (head <= allowedLost) return [];
    const seen = reasonsText(reasonsOf(rounds, approach, "head"));
    const message = `${approach}: ${counted(head, "delivery", "deliveries")} did not arrive in rounds that were not fit (base: ${grouped(base)}): late, or lost${seen}.`;
    return [{ approach, message, onlyHead: !isAlike(head, base, allowedLost) }];
  });
}

const totalOf = (rounds: readonly GateRound[], arm: "base" | "head", approach: string, count: Wrong["count"]): number =>
  rounds.reduce((sum, round) => {
    const figures = round[arm].find((one) => one.approach === approach);
    return sum + (figures ? count(figures, unfitReason(round, approach) === undefined) : 0);
  }, 0);
