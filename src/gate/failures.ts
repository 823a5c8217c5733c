/** What fails a gate at once, after any round and without statistics: deliveries that went wrong in the change. */
import type { ApproachFigures, GateRound } from "./figures.js";
import { unfitReason } from "./fitness.js";
import type { GateFailure } from "./report.js";

interface Wrong {
  /** Deliveries that went wrong. */
  count(figures: ApproachFigures["deliveries"]): number;
  /** Late on a machine that others kept busy is not the change's fault: only rounds that were fit count. */
  onlyWhenFit: boolean;
  words: string;
}

export const deliveryFailures = {
  "deliveries-lost": {
    count: ({ lost, rejected, pending = 0 }) => lost + rejected + pending,
    onlyWhenFit: true,
    words: "did not arrive",
  },
  "deliveries-duplicated": { count: ({ duplicates }) => duplicates, onlyWhenFit: false, words: "arrived again" },
  "deliveries-unbalanced": {
    count: ({ expected, delivered, lost, rejected, pending = 0 }) =>
      Math.abs(expected - delivered - lost - rejected - pending),
    onlyWhenFit: false,
    words: "are unaccounted for",
  },
} as const satisfies Record<string, Wrong>;

/** One per approach and kind. `allowedLost` is the scenario's objective: per approach, over all rounds. */
export function deliveryFailuresOf(
  rounds: readonly GateRound[],
  approaches: readonly string[],
  allowedLost = 0,
): GateFailure[] {
  return approaches.flatMap((approach) =>
    Object.entries(deliveryFailures).flatMap(([code, wrong]: [string, Wrong]) => {
      const counting = rounds.filter((round) => !wrong.onlyWhenFit || unfitReason(round, approach) === undefined);
      const total = (arm: "base" | "head"): number => sumOf(counting, arm, approach, wrong);
      const head = total("head");
      if (head <= (wrong.onlyWhenFit ? allowedLost : 0)) return [];
      const message = `${approach}: ${head} deliveries ${wrong.words} in ${counting.length} rounds (base: ${total("base")}).`;
      return [{ code, message }];
    }),
  );
}

const sumOf = (rounds: readonly GateRound[], arm: "base" | "head", approach: string, { count }: Wrong): number =>
  rounds
    .flatMap((round) => round[arm].filter((figures) => figures.approach === approach))
    .reduce((sum, { deliveries }) => sum + count(deliveries), 0);
